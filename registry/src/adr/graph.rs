//! The relations of many records as one graph: what both texts say is one edge, and what does not
//! fit into a drawing is left out by rule and counted.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::{Cited, RelationKind};
use crate::kernel::Id;

/// What one record's text says of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Whose text.
    pub from: Cited,
    /// What that record is to the other.
    pub kind: RelationKind,
    /// The other; none when what the text names was not found.
    pub to: Option<Cited>,
    /// What the text names.
    pub raw: String,
}

/// A relation between two records, read from the one that says it: only [`EDGES`] occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// What `from` is to `to`.
    pub kind: RelationKind,
    /// One record; see [`Graph::nodes`].
    pub from: usize,
    /// The other.
    pub to: usize,
}

/// The kinds an edge has, the strongest first; the others are these read from the other side.
pub const EDGES: [RelationKind; 5] = [
    RelationKind::Supersedes,
    RelationKind::Amends,
    RelationKind::DependsOn,
    RelationKind::RelatesTo,
    RelationKind::Mentions,
];

/// Which relations to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphFilter {
    /// Only of records of the log with this key; the other end may be in another.
    pub log: Option<String>,
    /// Only of this kind, which is one of [`EDGES`].
    pub kind: Option<RelationKind>,
    /// Only around this record.
    pub around: Option<Id>,
    /// How many relations away from that record at most.
    pub steps: i64,
}

/// The most records one drawing shows; more is a tangle.
pub const MOST_RECORDS: usize = 150;
/// The most relations one drawing shows.
pub const MOST_RELATIONS: usize = 300;

/// Records and their relations, few enough to draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The records, each related to another; only the one that is looked around may stand alone.
    pub nodes: Vec<Cited>,
    /// The relations between them, none from a record to itself, each kind and pair once.
    pub edges: Vec<Edge>,
    /// What texts name and was not found, whether their record is drawn or not.
    pub broken: Vec<Said>,
    /// Related records that are left out.
    pub records_left_out: usize,
    /// Relations that are left out.
    pub relations_left_out: usize,
    /// Whether the database holds more relations than were looked at.
    pub more: bool,
}

impl Graph {
    /// The graph of what is said, at most [`MOST_RECORDS`] and [`MOST_RELATIONS`] large. Nearest
    /// to `around` come first; without it those with the most and strongest relations, and of
    /// equals the newest.
    #[must_use]
    pub fn of(said: Vec<Said>, kind: Option<RelationKind>, around: Option<&Cited>) -> Self {
        let mut nodes: Vec<Cited> = around.into_iter().cloned().collect();
        let mut known: HashMap<Id, usize> = nodes.iter().map(|node| (node.id, 0)).collect();
        let mut place = |cited: &Cited| {
            *known.entry(cited.id).or_insert_with(|| {
                nodes.push(cited.clone());
                nodes.len() - 1
            })
        };
        let mut broken = Vec::new();
        let mut edges = BTreeSet::new();
        for one in said {
            let Some(to) = one.to.as_ref() else {
                if kind.is_none_or(|kind| kind == one.kind || kind == one.kind.inverse()) {
                    broken.push(one);
                }
                continue;
            };
            if one.from.id != to.id {
                let (from, to) = (place(&one.from), place(to));
                edges.insert(directed(one.kind, from, to));
            }
        }
        let edges = strongest(&edges, kind);
        let order = order(&nodes, &edges, around.is_some());
        let kept: BTreeMap<usize, usize> = order
            .iter()
            .take(MOST_RECORDS)
            .enumerate()
            .map(|(new, old)| (*old, new))
            .collect();
        let mut drawn: Vec<Edge> = edges
            .iter()
            .filter_map(|edge| {
                Some(Edge {
                    from: *kept.get(&edge.from)?,
                    to: *kept.get(&edge.to)?,
                    ..*edge
                })
            })
            .collect();
        drawn.sort_unstable();
        drawn.truncate(MOST_RELATIONS);
        let chosen: Vec<&Cited> = order.iter().take(MOST_RECORDS).map(|old| &nodes[*old]).collect();
        let mut graph = Self {
            nodes: chosen.into_iter().cloned().collect(),
            relations_left_out: edges.len() - drawn.len(),
            edges: drawn,
            broken,
            ..Self::default()
        };
        graph.drop_lonely(around.is_some());
        graph.records_left_out = order.len() - graph.nodes.len();
        graph
    }

    /// Leaves out records whose relations are all left out.
    fn drop_lonely(&mut self, keep_first: bool) {
        let related: BTreeSet<usize> = self.edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
        let mut moved = HashMap::new();
        let mut nodes = Vec::new();
        for (old, node) in self.nodes.drain(..).enumerate() {
            if related.contains(&old) || (keep_first && old == 0) {
                moved.insert(old, nodes.len());
                nodes.push(node);
            }
        }
        self.nodes = nodes;
        for edge in &mut self.edges {
            (edge.from, edge.to) = (moved[&edge.from], moved[&edge.to]);
        }
    }

    /// What a record is to others, read from its side: the strongest first.
    pub fn relations(&self, node: usize) -> impl Iterator<Item = (RelationKind, &Cited)> {
        self.edges.iter().filter_map(move |edge| match node {
            _ if edge.from == node => Some((edge.kind, &self.nodes[edge.to])),
            _ if edge.to == node => Some((edge.kind.inverse(), &self.nodes[edge.from])),
            _ => None,
        })
    }
}

/// The relation read from the side that says it first: “superseded by” is “supersedes” from the
/// other end, and what relates to each other is told once.
fn directed(kind: RelationKind, from: usize, to: usize) -> Edge {
    let swap = match kind {
        RelationKind::RelatesTo => from > to,
        kind => !EDGES.contains(&kind),
    };
    if swap {
        Edge {
            kind: kind.inverse(),
            from: to,
            to: from,
        }
    } else {
        Edge { kind, from, to }
    }
}

/// Edges without bare mentions where something stronger is said, and only those of a kind.
fn strongest(edges: &BTreeSet<Edge>, kind: Option<RelationKind>) -> Vec<Edge> {
    let pair = |edge: &Edge| (edge.from.min(edge.to), edge.from.max(edge.to));
    let said: BTreeSet<(usize, usize)> = edges
        .iter()
        .filter(|edge| edge.kind != RelationKind::Mentions)
        .map(pair)
        .collect();
    edges
        .iter()
        .filter(|edge| edge.kind != RelationKind::Mentions || !said.contains(&pair(edge)))
        .filter(|edge| kind.is_none_or(|kind| kind == edge.kind))
        .copied()
        .collect()
}

/// The nodes that are to be drawn, the first first: by distance from node 0 if that is looked
/// around, then by weight of their relations, then the newest.
fn order(nodes: &[Cited], edges: &[Edge], around: bool) -> Vec<usize> {
    let mut weight = vec![0_usize; nodes.len()];
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for edge in edges {
        let heavy = if edge.kind == RelationKind::Mentions { 1 } else { 3 };
        weight[edge.from] += heavy;
        weight[edge.to] += heavy;
        near[edge.from].push(edge.to);
        near[edge.to].push(edge.from);
    }
    let mut distance = vec![usize::MAX; nodes.len()];
    if around {
        distance[0] = 0;
        let mut waiting = VecDeque::from([0]);
        while let Some(node) = waiting.pop_front() {
            for next in &near[node] {
                if distance[*next] == usize::MAX {
                    distance[*next] = distance[node] + 1;
                    waiting.push_back(*next);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..nodes.len())
        .filter(|node| {
            if around {
                distance[*node] < usize::MAX
            } else {
                weight[*node] > 0
            }
        })
        .collect();
    order.sort_by_key(|node| {
        (
            distance[*node],
            std::cmp::Reverse(weight[*node]),
            std::cmp::Reverse(nodes[*node].id),
        )
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adr::Status;

    fn record(number: u128) -> Cited {
        Cited {
            id: Id::from_u128(number),
            log: "PLAT".into(),
            number: i64::try_from(number).ok(),
            title: format!("Record {number}"),
            status: Status::Accepted,
        }
    }

    fn said(from: u128, kind: RelationKind, to: u128) -> Said {
        Said {
            from: record(from),
            kind,
            to: Some(record(to)),
            raw: format!("ADR-{to}"),
        }
    }

    /// Edges as `(from's number, kind, to's number)`.
    fn told(graph: &Graph) -> Vec<(i64, RelationKind, i64)> {
        let number = |node: usize| graph.nodes[node].number.unwrap();
        let mut told: Vec<_> = graph
            .edges
            .iter()
            .map(|edge| (number(edge.from), edge.kind, number(edge.to)))
            .collect();
        told.sort_unstable();
        told
    }

    #[test]
    fn what_both_texts_say_is_one_edge_from_the_side_that_acts() {
        use RelationKind::{
            AmendedBy, Amends, DependsOn, MentionedBy, Mentions, RelatesTo, RequiredBy, SupersededBy, Supersedes,
        };
        let graph = Graph::of(
            vec![
                said(2, Supersedes, 1),
                said(1, SupersededBy, 2),
                said(1, Mentions, 2),
                said(3, AmendedBy, 4),
                said(5, RequiredBy, 6),
                said(7, RelatesTo, 8),
                said(8, RelatesTo, 7),
                said(9, MentionedBy, 10),
                said(11, Supersedes, 11),
            ],
            None,
            None,
        );
        let expected = [
            (2, Supersedes, 1),
            (4, Amends, 3),
            (6, DependsOn, 5),
            (7, RelatesTo, 8),
            (10, Mentions, 9),
        ];
        assert_eq!(told(&graph), expected);
        assert_eq!(
            graph.nodes.len(),
            10,
            "a record that points at itself alone is not drawn"
        );
        let old = graph.nodes.iter().position(|node| node.number == Some(1)).unwrap();
        let read: Vec<_> = graph.relations(old).map(|(kind, other)| (kind, other.number)).collect();
        assert_eq!(read, [(SupersededBy, Some(2))]);
    }

    #[test]
    fn a_kind_narrows_and_what_was_not_found_is_listed() {
        let lost = Said {
            to: None,
            ..said(1, RelationKind::SupersededBy, 2)
        };
        let all = vec![
            lost.clone(),
            said(1, RelationKind::Mentions, 3),
            said(4, RelationKind::Supersedes, 3),
        ];
        let graph = Graph::of(all.clone(), Some(RelationKind::Supersedes), None);
        assert_eq!(told(&graph), [(4, RelationKind::Supersedes, 3)]);
        assert_eq!(graph.broken, [lost]);
        let mentions = Graph::of(all, Some(RelationKind::Mentions), None);
        assert_eq!(told(&mentions), [(1, RelationKind::Mentions, 3)]);
        assert!(mentions.broken.is_empty());
    }

    #[test]
    fn too_much_is_left_out_and_counted() {
        // A hub with 400 leaves, and a chain of two apart.
        let mut all: Vec<Said> = (2..=401).map(|leaf| said(leaf, RelationKind::DependsOn, 1)).collect();
        all.push(said(501, RelationKind::Mentions, 500));
        let graph = Graph::of(all.clone(), None, None);
        assert_eq!(graph.nodes.len(), MOST_RECORDS);
        assert_eq!(graph.nodes[0].number, Some(1), "the hub has the most relations");
        assert_eq!(
            (graph.records_left_out, graph.relations_left_out),
            (403 - 150, 401 - 149)
        );
        assert!(graph.nodes.iter().all(|node| node.number < Some(402)));
        // Around the one end of the chain, only the chain.
        let near = Graph::of(all, None, Some(&record(500)));
        assert_eq!(told(&near), [(501, RelationKind::Mentions, 500)]);
        assert_eq!((near.nodes[0].number, near.records_left_out), (Some(500), 0));
        // A thicket has fewer relations drawn than it has.
        let thicket: Vec<Said> = (1..=40)
            .flat_map(|from| (from + 1..=40).map(move |to| said(from, RelationKind::RelatesTo, to)))
            .collect();
        let graph = Graph::of(thicket, None, None);
        assert_eq!(
            (graph.edges.len(), graph.relations_left_out),
            (MOST_RELATIONS, 780 - 300)
        );
    }

    #[test]
    fn a_record_without_relations_stands_alone() {
        let graph = Graph::of(Vec::new(), None, Some(&record(1)));
        assert_eq!((graph.nodes.len(), graph.edges.len()), (1, 0));
        assert_eq!(Graph::of(Vec::new(), None, None), Graph::default());
    }
}
