//! A report as Markdown, its drawings in files beside it.

use std::fmt::Write as _;

use super::{
    document::{Block, Cell, Document, Span, Table, Tone},
    html::is_unseen,
};

/// The document as Markdown.
pub(super) fn render(document: &Document) -> String {
    let mut out = format!("# {}\n", escape(&document.title));
    for block in &document.blocks {
        out.push('\n');
        write_block(&mut out, block);
    }
    out
}

/// Writing to a `String` does not fail.
fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(what);
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(text) => push(out, format_args!("## {}\n", escape(text))),
        Block::Subheading(text) => push(out, format_args!("### {}\n", escape(text))),
        Block::Paragraph(spans) => push(out, format_args!("{}\n", inline(spans))),
        Block::Note(tone, spans) => {
            let word = match tone {
                Tone::Good | Tone::Neutral => "",
                Tone::Warning => "**Mind:** ",
            };
            push(out, format_args!("> {word}{}\n", inline(spans)));
        }
        Block::List(items) => {
            for item in items {
                push(out, format_args!("- {}\n", inline(item)));
            }
        }
        Block::Table(table) => write_table(out, table),
        Block::Plot(plot) => {
            let (alt, caption) = (escape(&plot.alt), escape(&plot.caption));
            push(out, format_args!("![{alt}]({})\n\n{caption}\n", plot.name));
        }
        Block::Verbatim(text) => write_fenced(out, "", text),
        Block::Command { what, line } => {
            push(out, format_args!("{}\n\n", escape(what)));
            write_fenced(out, "sh", line);
        }
    }
}

/// A fence longer than any in the text.
fn write_fenced(out: &mut String, language: &str, text: &str) {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    push(out, format_args!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n')));
}

fn write_table(out: &mut String, table: &Table) {
    let Some(columns) = table.rows.first().map(Vec::len) else {
        out.push_str("None.\n");
        return;
    };
    let heads =
        (0..columns).map(|at| table.head.get(at).map_or(String::new(), |name| escape(name)));
    push(out, format_args!("| {} |\n", heads.collect::<Vec<_>>().join(" | ")));
    let rules = (0..columns).map(|at| {
        let cell = table.rows.first().and_then(|row| row.get(at));
        if matches!(cell, Some(Cell::Number(_))) { "---:" } else { "---" }
    });
    push(out, format_args!("| {} |\n", rules.collect::<Vec<_>>().join(" | ")));
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) | Cell::Number(text) => escape(text),
            Cell::Code(text) if text.is_empty() => String::new(),
            Cell::Code(text) => code(text),
        });
        push(out, format_args!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
    }
}

fn inline(spans: &[Span]) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) => escape(text),
        Span::Code(text) => code(text),
        // A space before the stars would make them stars.
        Span::Strong(text) => {
            let words = text.trim_end();
            let space = text.get(words.len()..).unwrap_or_default();
            format!("**{}**{space}", escape(words))
        }
    };
    spans.iter().map(span).collect()
}

/// A span of code; a text that would end it early is text.
fn code(text: &str) -> String {
    if text.contains(['`', '|', '\n']) { escape(text) } else { format!("`{text}`") }
}

/// Text that is nothing but text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if is_unseen(c) => push(&mut out, format_args!("{}", c.escape_unicode())),
            c => out.push(c),
        }
    }
    out
}
