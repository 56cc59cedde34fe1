//! From the engine's SVG to one that may stand in a page.
//!
//! Only known elements and attributes pass, colours become classes, and the drawing gets its role and
//! label. Ids come unique from the chart script.

use std::fmt::Write;

use super::{ChartError, Ink, Spec};

/// Attributes that pass as they are.
const PASS: [&str; 28] = [
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "points",
    "transform",
    "fill-opacity",
    "stroke-opacity",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "stroke-linecap",
    "dominant-baseline",
    "text-anchor",
    "font-size",
    "font-weight",
    "id",
    "clip-path",
];
/// Elements that pass; others go with what they contain.
const ELEMENTS: [&str; 13] = [
    "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "g", "defs", "clipPath", "svg",
];

/// Finishes a drawing.
pub(super) fn finish(raw: &str, spec: &Spec) -> Result<String, ChartError> {
    let (width, height) = (spec.size.width, spec.size.height);
    let mut out = String::with_capacity(raw.len());
    let label = escape(&spec.label);
    let _ = write!(
        out,
        r#"<svg class="drawing" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{label}">"#
    );
    body(raw, &mut out)?;
    Ok(out)
}

/// Text made safe as an attribute's value.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn body(raw: &str, out: &mut String) -> Result<(), ChartError> {
    let mut rest = raw;
    let mut root = true;
    while let Some(start) = rest.find('<') {
        // The script has escaped the text.
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find('>').ok_or_else(|| unreadable(rest))?;
        let tag = &rest[1..end];
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if !ELEMENTS.contains(&name) {
            let closing = format!("</{name}>");
            let after = rest.find(&closing).ok_or_else(|| unreadable(rest))?;
            rest = &rest[after + closing.len()..];
            continue;
        }
        if tag.starts_with('/') {
            let _ = write!(out, "</{name}>");
        } else if !root {
            let _ = write!(out, "<{name}");
            attributes(&tag[name.len()..], out)?;
            out.push('>');
        }
        root = false;
        rest = &rest[end + 1..];
    }
    if root { Err(unreadable(raw)) } else { Ok(()) }
}

fn attributes(text: &str, out: &mut String) -> Result<(), ChartError> {
    let mut classes = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").ok_or_else(|| unreadable(rest))?;
        let (value, after) = after.split_once('"').ok_or_else(|| unreadable(rest))?;
        rest = after.trim_start();
        match name {
            "fill" | "stroke" => match Ink::from_stand_in(value) {
                Some(ink) if name == "fill" => classes.push(format!("fill-{}", ink.name())),
                Some(ink) => classes.push(format!("line-{}", ink.name())),
                None if value == "none" => attribute(out, name, value),
                // The engine's own default, on what is not seen: clip shapes, lines of no width.
                None => {}
            },
            name if PASS.contains(&name) => attribute(out, name, value),
            _ => {}
        }
    }
    if !classes.is_empty() {
        attribute(out, "class", &classes.join(" "));
    }
    Ok(())
}

fn attribute(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, r#" {name}="{value}""#);
}

fn unreadable(rest: &str) -> ChartError {
    ChartError::Unreadable(rest.chars().take(60).collect())
}

#[cfg(test)]
mod tests {
    use charming::Chart;

    use super::*;
    use crate::chart::Size;

    fn finished(raw: &str) -> Result<String, ChartError> {
        let spec = Spec {
            chart: Chart::new(),
            size: Size { width: 10, height: 5 },
            label: "A & <B>".to_owned(),
        };
        finish(raw, &spec)
    }

    #[test]
    fn colours_become_classes_and_the_rest_is_left_out() {
        let raw = format!(
            "<svg width=\"10\"><path d=\"M0 0\" fill=\"none\" stroke=\"{}\" onclick=\"x()\" style=\"top:0\"></path>\
             <style>a b{{}}</style><text font-size=\"11px\" fill=\"{}\" stroke=\"#fff\">a &lt; b</text></svg>",
            Ink::Stop.stand_in(),
            Ink::Ink3.stand_in()
        );
        assert_eq!(
            finished(&raw).unwrap(),
            "<svg class=\"drawing\" viewBox=\"0 0 10 5\" width=\"10\" height=\"5\" role=\"img\" aria-label=\"A &amp; &lt;B&gt;\">\
             <path d=\"M0 0\" fill=\"none\" class=\"line-stop\"></path>\
             <text font-size=\"11px\" class=\"fill-ink-3\">a &lt; b</text></svg>"
        );
    }

    #[test]
    fn what_is_not_svg_is_refused() {
        for raw in [
            "",
            "no",
            "<svg",
            "<svg><script>",
            "<svg><path d></path></svg>",
            "<svg><path d=\"M></path></svg>",
        ] {
            assert!(finished(raw).is_err(), "{raw}");
        }
    }
}
