//! A record of our own for each dialect and each trap: path, bytes, and what is to be read.

use registry::adr::{Dialect, Status};

/// A file with what is to be read of it.
pub struct Fixture {
    pub path: &'static str,
    pub bytes: &'static [u8],
    pub dialect: Dialect,
    pub status: Status,
    /// `2024-07-15`; empty for none.
    pub date: &'static str,
    pub title: &'static str,
}

const fn fixture(
    path: &'static str,
    bytes: &'static [u8],
    dialect: Dialect,
    status: Status,
    date: &'static str,
    title: &'static str,
) -> Fixture {
    Fixture {
        path,
        bytes,
        dialect,
        status,
        date,
        title,
    }
}

use Dialect::{
    Folder, FrontMatter, HeaderTable, Log4brains, Madr, Madr2, Madr3, Madr4, Nygard, PipeLine, Plain, Rst,
    TyreeAkerman, YStatement,
};
use Status::{Accepted, Deprecated, Draft, Proposed, Rejected, Superseded, Unknown};

/// All of them.
pub const ALL: &[Fixture] = &[
    // Dialects.
    fixture("doc/adr/0004-use-queues.md", b"# 4. Use queues\n\nDate: 2024-07-15\n\n## Status\n\nSuperceded by [9. Use streams](0009-use-streams.md)\n\nAmended by [7. Retry](0007-retry.md)\n\n## Context\n\nWork piles up.\n\n## Decision\n\nQueues.\n\n## Consequences\n\nMore parts.\n", Nygard, Superseded, "2024-07-15", "Use queues"),
    fixture("docs/0001-use-markdown.md", b"# Use Markdown <!-- short title -->\n\n* Status: accepted\n* Deciders: Ann, Bo\n* Date: 15/07/2024\n\nTechnical Story: TW-12\n\n## Context and Problem Statement <!-- required -->\n\nWhy?\n\n## Considered Options\n\n* Markdown\n* None\n\n## Decision Outcome\n\nMarkdown.\n", Madr2, Accepted, "2024-07-15", "Use Markdown"),
    fixture("docs/0002-use-ports.md", b"---\nstatus: proposed\ndate: 2024-07-15\ndeciders: Ann, Bo\nconsulted: Cy\ninformed: Di\n---\n# Use ports\n\n## Context and Problem Statement\n\nWhy?\n\n## Considered Options\n\n* A\n\n## Validation\n\nReview.\n", Madr3, Proposed, "2024-07-15", "Use ports"),
    fixture("docs/0003-use-a-router.md", b"---\nstatus: \"superseded by ADR-0123\"\ndate: 2024-07-15\ndecision-makers: [Ann, Bo]\n---\n# Use a router\n\n## Context and Problem Statement\n\nWhy?\n\n## Considered Options\n\n* A\n\n### Confirmation\n\nTest.\n", Madr4, Superseded, "2024-07-15", "Use a router"),
    fixture("docs/0004-minimal.md", b"# Keep it minimal\n\n## Context and Problem Statement\n\nWhy?\n\n## Considered Options\n\n* A\n\n## Decision Outcome\n\nA.\n", Madr, Unknown, "", "Keep it minimal"),
    fixture("docs/adr/20240715-use-lakes.md", b"# Use lakes\n\n- STATUS: accepted\n- Tags: data, lake\n- date: 16/07/2024\n\n## Context\n\nWhy?\n", Log4brains, Accepted, "2024-07-16", "Use lakes"),
    fixture("docs/adr/003-publish-things.md", b"| Status | Date | Author(s) |\n|:--|:--|:--|\n| Accepted | 2025-01-19 | [@ann](https://example.org) |\n\n## Context\n\nWhy?\n", HeaderTable, Accepted, "2025-01-19", "Publish things"),
    fixture("adr/7-pipes.md", b"# ADR-7: Pipes\n\n**Status:** Accepted | **Date:** July 15, 2024\n\nText.\n", PipeLine, Accepted, "2024-07-15", "Pipes"),
    fixture("docs/use-site.md", b"---\nid: adr7\ntitle: \"ADR 7: Use a site\"\nstatus: { accepted }\ntags: [a, b]\n---\n\nText.\n", FrontMatter, Accepted, "", "Use a site"),
    fixture("adr/2024-07-15-use-folders/README.md", b"# Use folders\n\n## Rationale\n\nBecause.\n", Folder, Unknown, "2024-07-15", "Use folders"),
    fixture("adr/0002-y.md", b"# Y\n\nIn the context of claims, facing audits, we decided for queues to keep order, accepting delay.\n", YStatement, Unknown, "", "Y"),
    fixture("adr/0003-long.md", b"# Long form\n\n## Issue\n\nWhy?\n\n## Decision\n\nA.\n\n## Status\n\nDecided\n\n## Group\n\nData\n\n## Assumptions\n\nNone.\n\n## Constraints\n\nNone.\n\n## Positions\n\nA, B.\n\n## Argument\n\nA is cheap.\n\n## Implications\n\nNone.\n", TyreeAkerman, Accepted, "", "Long form"),
    fixture("adr/0004-rest.rst", b"========\nUse REST\n========\n\n:Date: 2024-07-15\n\nStatus\n------\n\nAccepted\n\nContext\n-------\n\nWhy.\n", Rst, Accepted, "2024-07-15", "Use REST"),
    fixture("adr/0005-plain.md", b"# Plain\n\nWe use plain text.\n", Plain, Unknown, "", "Plain"),
    // Traps.
    fixture("adr/0010-map.md", b"---\nstatus: { accepted }\n---\n# Map\n\nText.\n", FrontMatter, Accepted, "", "Map"),
    fixture("adr/0011-null.md", b"---\nstatus: null\ndate: ~\ndeciders:\n---\n# Null\n\nText.\n", Plain, Unknown, "", "Null"),
    fixture("adr/0012-block.md", b"---\nstatus: >-\n  accepted\ntitle: |\n  Block scalars\n---\n\nText.\n", FrontMatter, Accepted, "", "Block scalars"),
    fixture("adr/0013-emoji.md", b"# Emoji\n\n## Status\n\n\xe2\x9c\x85 Accepted\n\n## Context\n\nText.\n", Nygard, Accepted, "", "Emoji"),
    fixture("adr/0014-paragraph.md", b"# Paragraph\n\n## Status\n\nRejected, because it costs too much and nobody\nwants to run it.\n\n## Context\n\nText.\n", Nygard, Rejected, "", "Paragraph"),
    fixture("adr/0015-leftover.md", b"# Leftover\n\n* Status: [proposed | rejected | accepted | deprecated]\n* Date: [YYYY-MM-DD when the decision was last updated]\n\n## Context and Problem Statement\n\nText.\n", Madr2, Unknown, "", "Leftover"),
    fixture("adr/016-three.md", b"# 16. Three digits\n\n## Status\n\nDeprecated\n\n## Context\n\nText.\n", Nygard, Deprecated, "", "Three digits"),
    fixture("adr/0017-two.md", b"---\nstatus: accepted\ndate: 2024-01-01\n---\n# 17. Two sources\n\nDate: 2024-02-02\n\n## Status\n\nRejected\n\n## Context\n\nText.\n", FrontMatter, Accepted, "2024-01-01", "Two sources"),
    fixture("adr/0018-fence.md", b"# Fence\n\n```yaml\n---\nstatus: rejected\n---\n# Not this\n## Status\nRejected\n```\n\n## Status\n\nAccepted\n\n## Context\n\n~~~\n# nor this\n~~~\n", Nygard, Accepted, "", "Fence"),
    fixture("adr/0019-links.md", b"# Links\n\n## Status\n\nSuperseded by [it][next]\n\n## Context\n\n[next]: https://example.com/repo/blob/main/adr/0020-next.md\n", Nygard, Superseded, "", "Links"),
    fixture("adr/0020-bytes.md", b"\xef\xbb\xbf# Bytes \xff\r\n\r\n## Status\r\n\r\nDraft\r\n\r\n## Context\r\n\r\nCaf\xe9\r\n", Nygard, Draft, "", "Bytes \u{fffd}"),
    fixture("adr/0021-alias.md", b"---\na: &a [1,1,1]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\nstatus: *a\n---\n# Alias\n\nText.\n", FrontMatter, Unknown, "", "Alias"),
    fixture("adr/0022-bidi.md", b"# Use \xe2\x80\xae3S\xe2\x80\x8b\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n", Nygard, Accepted, "", "Use 3S"),
    fixture("adr/0023-mixed.md", b"# Mixed\r\n\n## Status\n\r\nAccepted\r\n\n## Context\rText.\n", Nygard, Accepted, "", "Mixed"),
    fixture("adr/0024-html.md", b"# <b>HTML</b> <script>alert(1)</script>\n\n## Status\n\nAccepted\n\n## Context\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](data:text/html,x) <a href=\"JaVaScRiPt:alert(1)\">z</a>\n", Nygard, Accepted, "", "<b>HTML</b> <script>alert(1)</script>"),
];

/// Dates as people write them; all are 15 July 2024.
pub const DATES: [&str; 9] = [
    "2024-07-15",
    "15/07/2024",
    "15.07.2024",
    "2024/07/15",
    "July 15, 2024",
    "15 July 2024",
    "15 Jul 2024",
    "Jul 15, 2024",
    "2024-07-15T10:00:00Z",
];

/// Files that are no records, by their path.
pub const NONE: [&str; 7] = [
    "adr/README.md",
    "adr/index.md",
    "adr/template.md",
    "templates/template.md",
    "adr/adr-template.md",
    "adr/0001-x.png",
    "adr/.hidden.md",
];
