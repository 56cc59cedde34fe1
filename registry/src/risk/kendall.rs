//! The exact null distribution of Mann and Kendall's S, ties permuted.
//!
//! S counts the pairs that rise minus the pairs that fall. If nothing but chance orders the
//! values, every arrangement of them is equally likely. The number of arrangements of a multiset
//! with a given count of falling pairs is a coefficient of the q-multinomial of its group sizes
//! (R. P. Stanley, Enumerative Combinatorics 1, section 1.7), built here group by group. No normal approximation is involved.

/// The most values the distribution is worked out for: ten years of quarters.
pub const MOST: usize = 40;

/// Two sums of doubles that are equal on paper may differ in their last digits.
const ROUNDING: f64 = 1e-12;

/// The distribution of S over all arrangements of values with these ties.
#[derive(Clone, Debug)]
pub struct Kendall {
    /// Share of the arrangements with `index` falling pairs.
    shares: Vec<f64>,
}

impl Kendall {
    /// The distribution for groups of equal values: `[1, 1, 1]` is three different values,
    /// `[2, 1]` a pair of equal ones and a third.
    #[must_use]
    pub fn of(groups: &[usize]) -> Self {
        let mut shares = vec![1.0];
        let mut placed = 0;
        for &size in groups {
            shares = product(&shares, &interleavings(placed, size));
            placed += size;
        }
        let total: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= total;
        }
        Self { shares }
    }

    /// The distribution for `n` different values.
    #[must_use]
    pub fn untied(n: usize) -> Self {
        Self::of(&vec![1; n])
    }

    /// The chance that S lies at least as far from zero as `s`: the two-sided p.
    #[must_use]
    pub fn two_sided(&self, s: i64) -> f64 {
        let pairs = self.pairs();
        let sum: f64 = (0_i64..)
            .zip(&self.shares)
            .filter(|(falling, _)| (pairs - 2 * falling).abs() >= s.abs())
            .map(|(_, share)| share)
            .sum();
        sum.min(1.0)
    }

    /// The smallest |S| whose two-sided p is at most `level`; nothing when no S is that rare.
    #[must_use]
    pub fn needed(&self, level: f64) -> Option<i64> {
        let pairs = self.pairs();
        (0..=pairs)
            .filter(|s| (pairs - s) % 2 == 0)
            .find(|&s| at_most(self.two_sided(s), level))
    }

    /// Pairs of different values, the largest S there is.
    fn pairs(&self) -> i64 {
        i64::try_from(self.shares.len()).unwrap_or(i64::MAX) - 1
    }
}

/// Whether `p` is at most `level`, but for rounding.
#[must_use]
pub fn at_most(p: f64, level: f64) -> bool {
    p <= level + ROUNDING
}

/// The q-binomial coefficient of `placed + size` over `size`: in how many ways `size` equal
/// values can be put among `placed` others so that a given number of pairs fall. By Pascal's rule
/// `[a, b] = [a−1, b−1] + q^b·[a−1, b]`.
fn interleavings(placed: usize, size: usize) -> Vec<f64> {
    // row[b] holds [a, b] for the current a.
    let mut row: Vec<Vec<f64>> = vec![vec![1.0]];
    for a in 1..=placed + size {
        let widest = a.min(size);
        let mut next = Vec::with_capacity(widest + 1);
        for b in 0..=widest {
            let mut sum = vec![0.0; b * (a - b) + 1];
            if let Some(without) = b.checked_sub(1).and_then(|b| row.get(b)) {
                for (into, ways) in sum.iter_mut().zip(without) {
                    *into += ways;
                }
            }
            if let Some(with) = row.get(b).filter(|_| b < a) {
                for (into, ways) in sum.iter_mut().skip(b).zip(with) {
                    *into += ways;
                }
            }
            next.push(sum);
        }
        row = next;
    }
    row.swap_remove(size)
}

/// The product of two polynomials by their coefficients.
fn product(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; left.len() + right.len() - 1];
    for (i, a) in left.iter().enumerate() {
        for (into, b) in out.iter_mut().skip(i).zip(right) {
            *into += a * b;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    #[test]
    fn the_smallest_p_by_number_of_quarters() {
        for (n, largest, p) in [
            (3, 3, 2.0 / 6.0),
            (4, 6, 2.0 / 24.0),
            (5, 10, 2.0 / 120.0),
            (6, 15, 2.0 / 720.0),
        ] {
            assert!(close(Kendall::untied(n).two_sided(largest), p), "{n}");
        }
        for (n, largest, read) in [(3, 3, "0.333"), (4, 6, "0.083"), (5, 10, "0.017"), (6, 15, "0.003")] {
            assert_eq!(format!("{:.3}", Kendall::untied(n).two_sided(largest)), read);
        }
    }

    #[test]
    fn what_s_must_reach_at_ten_percent() {
        assert_eq!(Kendall::untied(3).needed(0.10), None);
        for (n, s) in [(4, 6), (5, 8), (6, 11), (7, 13), (8, 16), (10, 21), (12, 26)] {
            assert_eq!(Kendall::untied(n).needed(0.10), Some(s), "{n} quarters");
        }
    }

    /// Every order of the values, one by one.
    fn by_hand(values: &[i64]) -> HashMap<i64, f64> {
        fn s(values: &[i64]) -> i64 {
            let pairs = values.iter().enumerate();
            pairs
                .flat_map(|(i, a)| values[i + 1..].iter().map(move |b| (b - a).signum()))
                .sum()
        }
        fn permute(values: &mut Vec<i64>, at: usize, out: &mut Vec<i64>) {
            if at == values.len() {
                out.push(s(values));
            }
            for other in at..values.len() {
                values.swap(at, other);
                permute(values, at + 1, out);
                values.swap(at, other);
            }
        }
        let mut all = Vec::new();
        permute(&mut values.to_vec(), 0, &mut all);
        let each = 1.0 / f64::from(u32::try_from(all.len()).unwrap());
        all.into_iter().fold(HashMap::new(), |mut shares, s| {
            *shares.entry(s).or_insert(0.0) += each;
            shares
        })
    }

    #[test]
    fn ties_agree_with_trying_every_order() {
        for (values, groups) in [
            (vec![1, 1, 1, 2, 3], vec![3, 1, 1]),
            (vec![1, 2, 2, 3, 3, 4], vec![1, 2, 2, 1]),
            (vec![5, 5, 1, 2, 3, 4, 4], vec![2, 1, 1, 1, 2]),
            (vec![1, 2, 3, 4, 5, 6, 7], vec![1; 7]),
            (vec![9, 9, 9, 9], vec![4]),
        ] {
            let exact = by_hand(&values);
            let ours = Kendall::of(&groups);
            for s in 0..=25 {
                let tail: f64 = exact.iter().filter(|(t, _)| t.abs() >= s).map(|(_, share)| share).sum();
                assert!(
                    close(ours.two_sided(s), tail),
                    "{values:?} {s}: {} {tail}",
                    ours.two_sided(s)
                );
            }
        }
        // Twenty arrangements, two of them extreme: exactly ten percent counts as reached.
        assert_eq!(Kendall::of(&[3, 1, 1]).needed(0.10), Some(7));
    }

    #[test]
    fn the_longest_series_stays_a_distribution() {
        let longest = Kendall::untied(MOST);
        assert!(close(longest.shares.iter().sum(), 1.0));
        assert!(close(longest.two_sided(0), 1.0));
        assert!(longest.shares.iter().all(|share| share.is_finite() && *share > 0.0));
        // Symmetric: as many arrangements rise as fall.
        let mirrored = longest.shares.iter().rev().zip(&longest.shares);
        assert!(mirrored.into_iter().all(|(a, b)| close(*a, *b)));
    }
}
