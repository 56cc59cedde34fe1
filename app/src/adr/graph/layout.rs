//! Where boxes and lines of a graph stand. Each connected part is laid out on its own, so that the
//! page can set the parts beside each other as its width allows.

use std::sync::{Arc, LazyLock};

use dagre::{
    EdgeLabel, LayoutOptions, NodeLabel, RankDir,
    graph::{Graph, GraphOptions},
    layout,
};
use quick_cache::sync::Cache;
use registry::adr::{RelationKind, graph::Edge};
use tokio::task::{JoinError, spawn_blocking};

/// What a graph is laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A wide column: relations run from left to right, or from top to bottom where that is
    /// narrower and the former does not fit.
    Wide,
    /// A phone: relations run from top to bottom.
    Phone,
}

impl Room {
    /// Width and height of a box, in pixels.
    pub fn size(self) -> (f64, f64) {
        match self {
            Self::Wide => (182.0, 60.0),
            Self::Phone => (146.0, 60.0),
        }
    }
}

/// What fits into a wide column without scrolling, in pixels.
const COLUMN: f64 = 1080.0;

/// One connected part of a graph, laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its width in pixels.
    pub width: f64,
    /// Its height in pixels.
    pub height: f64,
    /// Its nodes, with the left upper corner of each box.
    pub boxes: Vec<(usize, f64, f64)>,
    /// Its edges, with the points each line runs through.
    pub lines: Vec<(Edge, Vec<(f64, f64)>)>,
}

/// A graph laid out for either room.
#[derive(Clone, Debug, PartialEq)]
pub struct Both {
    /// For a wide column.
    pub wide: Vec<Part>,
    /// For a phone.
    pub phone: Vec<Part>,
}

/// What a layout depends on: how many nodes, which edges, whether the first node leads.
type Shape = (usize, Vec<Edge>, bool);

/// Layouts by shape: the largest takes most of a second, and a graph changes seldom.
static LAYOUTS: LazyLock<Cache<Shape, Arc<Both>>> = LazyLock::new(|| Cache::new(64));

/// Lays out a graph on a thread of its own, once for all who ask for the same.
///
/// # Errors
/// When the layout breaks down.
pub async fn placed(nodes: usize, edges: &[Edge], first_leads: bool) -> Result<Arc<Both>, JoinError> {
    let shape = (nodes, edges.to_vec(), first_leads);
    let edges = edges.to_vec();
    let lay_out = async {
        let both = spawn_blocking(move || Both {
            wide: place(nodes, &edges, Room::Wide, first_leads),
            phone: place(nodes, &edges, Room::Phone, first_leads),
        });
        both.await.map(Arc::new)
    };
    LAYOUTS.get_or_insert_async(&shape, lay_out).await
}

/// Room around a part for the ends of arrows and the ring of a focused box.
const MARGIN: f64 = 6.0;

/// Lays out a graph of so many nodes: the part with node 0 first if `first_leads`, then the
/// larger ones.
pub fn place(nodes: usize, edges: &[Edge], room: Room, first_leads: bool) -> Vec<Part> {
    let mut parts = components(nodes, edges);
    parts.sort_by_key(|part| (!(first_leads && part.contains(&0)), std::cmp::Reverse(part.len())));
    parts
        .iter()
        .map(|part| {
            let edges: Vec<Edge> = edges.iter().filter(|edge| part.contains(&edge.from)).copied().collect();
            fitting(part, &edges, room)
        })
        .collect()
}

/// The node that stands for the part a node is in.
fn root(part: &[usize], mut node: usize) -> usize {
    while part[node] != node {
        node = part[node];
    }
    node
}

/// The connected parts, each by its nodes in order.
fn components(nodes: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut part: Vec<usize> = (0..nodes).collect();
    for edge in edges {
        let (a, b) = (root(&part, edge.from), root(&part, edge.to));
        part[a.max(b)] = a.min(b);
    }
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for node in 0..nodes {
        out[root(&part, node)].push(node);
    }
    out.retain(|part| !part.is_empty());
    out
}

fn fitting(nodes: &[usize], edges: &[Edge], room: Room) -> Part {
    if room == Room::Phone {
        return one(nodes, edges, room, RankDir::TB);
    }
    let across = one(nodes, edges, room, RankDir::LR);
    if across.width <= COLUMN {
        return across;
    }
    let down = one(nodes, edges, room, RankDir::TB);
    if down.width < across.width { down } else { across }
}

fn one(nodes: &[usize], edges: &[Edge], room: Room, rankdir: RankDir) -> Part {
    let (width, height) = room.size();
    let mut graph: Graph<NodeLabel, EdgeLabel> = Graph::with_options(GraphOptions {
        directed: true,
        multigraph: true,
        compound: false,
    });
    for node in nodes {
        let label = NodeLabel {
            width,
            height,
            ..NodeLabel::default()
        };
        graph.set_node(node.to_string(), Some(label));
    }
    // Several relations of one pair are lines of their own, told apart by their kind.
    for edge in edges {
        let weight = if edge.kind == RelationKind::Mentions { 1 } else { 3 };
        let label = EdgeLabel {
            weight,
            ..EdgeLabel::default()
        };
        let (from, to) = (edge.from.to_string(), edge.to.to_string());
        graph.set_edge(from, to, Some(label), Some(edge.kind.as_str()));
    }
    let across = rankdir == RankDir::LR;
    let options = LayoutOptions {
        rankdir,
        nodesep: 12.0,
        ranksep: if across { 52.0 } else { 44.0 },
        edgesep: 12.0,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    layout(&mut graph, Some(options));
    let mut boxes: Vec<(usize, f64, f64)> = nodes
        .iter()
        .filter_map(|node| {
            let label = graph.node(&node.to_string())?;
            Some((*node, label.x? - width / 2.0, label.y? - height / 2.0))
        })
        .collect();
    // The keyboard goes through them as the eye does.
    boxes.sort_by(|(_, x, y), (_, other_x, other_y)| {
        let (columns, rows) = (x.total_cmp(other_x), y.total_cmp(other_y));
        if across { columns.then(rows) } else { rows.then(columns) }
    });
    let lines: Vec<(Edge, Vec<(f64, f64)>)> = edges
        .iter()
        .filter_map(|edge| {
            let (from, to) = (edge.from.to_string(), edge.to.to_string());
            let label = graph.edge(&from, &to, Some(edge.kind.as_str()))?;
            let points = label.points.iter().map(|point| (point.x, point.y)).collect();
            Some((*edge, points))
        })
        .collect();
    let far = |most: f64, (x, y): (f64, f64), down: bool| most.max(if down { y } else { x });
    let corners = boxes.iter().map(|(_, x, y)| (x + width, y + height));
    let all: Vec<(f64, f64)> = corners
        .chain(lines.iter().flat_map(|(_, points)| points.iter().copied()))
        .collect();
    Part {
        width: all.iter().fold(0.0, |most, point| far(most, *point, false)) + MARGIN,
        height: all.iter().fold(0.0, |most, point| far(most, *point, true)) + MARGIN,
        boxes,
        lines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize) -> Edge {
        Edge {
            kind: RelationKind::Supersedes,
            from,
            to,
        }
    }

    #[test]
    fn parts_stand_alone_and_boxes_apart() {
        let edges = [
            edge(3, 4),
            edge(0, 1),
            edge(1, 2),
            edge(2, 0),
            edge(5, 6),
            edge(6, 7),
            edge(5, 7),
            edge(5, 8),
        ];
        for room in [Room::Wide, Room::Phone] {
            let parts = place(10, &edges, room, true);
            let nodes: Vec<usize> = parts.iter().map(|part| part.boxes.len()).collect();
            assert_eq!(
                nodes,
                [3, 4, 2, 1],
                "the part with the first node leads, then the larger ones"
            );
            let (width, height) = room.size();
            for part in &parts {
                assert!(part.width.is_finite() && part.height.is_finite());
                for (at, (_, x, y)) in part.boxes.iter().enumerate() {
                    assert!(*x >= 0.0 && *y >= 0.0 && x + width <= part.width && y + height <= part.height);
                    for (_, other_x, other_y) in &part.boxes[at + 1..] {
                        assert!((x - other_x).abs() >= width || (y - other_y).abs() >= height);
                    }
                }
                assert!(part.lines.iter().all(|(_, points)| points.len() >= 2));
            }
            assert_eq!(parts.iter().map(|part| part.lines.len()).sum::<usize>(), edges.len());
            assert_eq!(
                parts,
                place(10, &edges, room, true),
                "the same graph gives the same picture"
            );
        }
    }

    #[test]
    fn the_largest_graph_is_laid_out_in_time() {
        use registry::adr::graph::{MOST_RECORDS, MOST_RELATIONS};
        let started = std::time::Instant::now();
        let tangled: Vec<Edge> = (0..MOST_RELATIONS)
            .map(|number| edge(number % MOST_RECORDS, (number * 37 + 11) % MOST_RECORDS))
            .filter(|edge| edge.from != edge.to)
            .collect();
        let hub: Vec<Edge> = (1..MOST_RECORDS).map(|leaf| edge(leaf, 0)).collect();
        let chain: Vec<Edge> = (1..MOST_RECORDS).map(|next| edge(next, next - 1)).collect();
        for edges in [tangled, hub, chain] {
            for room in [Room::Wide, Room::Phone] {
                let one = std::time::Instant::now();
                let parts = place(MOST_RECORDS, &edges, room, false);
                assert_eq!(parts.iter().map(|part| part.boxes.len()).sum::<usize>(), MOST_RECORDS);
                eprintln!("{room:?}, {} relations: {:?}", edges.len(), one.elapsed());
            }
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}
