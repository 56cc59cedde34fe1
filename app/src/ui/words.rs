//! Figures in words.

use registry::kernel::money::grouped;

pub use registry::kernel::sentence;

/// A count with its noun: `1 workload`, `14 workloads`, `no workloads`.
#[must_use]
pub fn count(number: impl TryInto<u64>, one: &str, many: &str) -> String {
    match number.try_into().unwrap_or(0) {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        several => format!("{} {many}", grouped(several)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(count(0_i64, "act", "acts"), "no acts");
        assert_eq!(count(1_i64, "act", "acts"), "1 act");
        assert_eq!(count(1_200_usize, "act", "acts"), "1,200 acts");
        assert_eq!(sentence("no acts"), "No acts");
    }
}
