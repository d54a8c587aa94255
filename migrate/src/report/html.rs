//! A report as one HTML file: no script, and nothing is loaded from anywhere.

use std::fmt::Write as _;

use super::document::{Block, Cell, Document, Plot, Span, Table, Tone};

/// How it looks on a screen in the light and in the dark, and on paper.
const STYLE: &str = include_str!("report.css");

/// The document as HTML.
pub(super) fn render(document: &Document) -> String {
    let mut out = String::new();
    let title = escape(&document.title);
    out.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'unsafe-inline'\">\n",
    );
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n");
    push(&mut out, format_args!("<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n"));
    push(&mut out, format_args!("<body>\n<main>\n<h1>{title}</h1>\n"));
    contents(&mut out, document);
    for block in &document.blocks {
        write_block(&mut out, block);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// Writing to a `String` does not fail.
fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(what);
}

fn contents(out: &mut String, document: &Document) {
    out.push_str("<nav aria-label=\"Contents\"><ol>\n");
    for block in &document.blocks {
        if let Block::Heading(text) = block {
            let (id, text) = (anchor(text), escape(text));
            push(out, format_args!("<li><a href=\"#{id}\">{text}</a></li>\n"));
        }
    }
    out.push_str("</ol></nav>\n");
}

fn anchor(text: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    text.chars().map(word).collect()
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(text) => {
            let id = anchor(text);
            push(out, format_args!("<h2 id=\"{id}\">{}</h2>\n", escape(text)));
        }
        Block::Subheading(text) => push(out, format_args!("<h3>{}</h3>\n", escape(text))),
        Block::Paragraph(spans) => push(out, format_args!("<p>{}</p>\n", inline(spans))),
        Block::Note(tone, spans) => {
            let class = match tone {
                Tone::Good => "good",
                Tone::Neutral => "neutral",
                Tone::Warning => "warning",
            };
            push(out, format_args!("<p class=\"note {class}\">{}</p>\n", inline(spans)));
        }
        Block::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                push(out, format_args!("<li>{}</li>\n", inline(item)));
            }
            out.push_str("</ul>\n");
        }
        Block::Table(table) => write_table(out, table),
        Block::Plot(plot) => write_plot(out, plot),
        Block::Verbatim(text) => push(out, format_args!("<pre>{}</pre>\n", escape(text))),
        Block::Command { what, line } => {
            let (what, line) = (escape(what), escape(line));
            push(
                out,
                format_args!("<div class=\"command\"><p>{what}</p><pre>{line}</pre></div>\n"),
            );
        }
    }
}

fn write_table(out: &mut String, table: &Table) {
    let is_facts = table.head.is_empty();
    let class = if is_facts { " class=\"facts\"" } else { "" };
    push(out, format_args!("<div class=\"scroll\"><table{class}>\n"));
    if !is_facts {
        out.push_str("<thead><tr>");
        for (index, name) in table.head.iter().enumerate() {
            let cell = table.rows.first().and_then(|row| row.get(index));
            let class = cell.map_or("", class_of);
            push(out, format_args!("<th scope=\"col\"{class}>{}</th>", escape(name)));
        }
        out.push_str("</tr></thead>\n");
    }
    out.push_str("<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (index, cell) in row.iter().enumerate() {
            let (Cell::Text(text) | Cell::Code(text) | Cell::Number(text)) = cell;
            let text = escape(text);
            if is_facts && index == 0 {
                push(out, format_args!("<th scope=\"row\">{text}</th>"));
            } else if let Cell::Code(_) = cell {
                push(out, format_args!("<td><code>{text}</code></td>"));
            } else {
                push(out, format_args!("<td{}>{text}</td>", class_of(cell)));
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn class_of(cell: &Cell) -> &'static str {
    if matches!(cell, Cell::Number(_)) { " class=\"number\"" } else { "" }
}

fn write_plot(out: &mut String, plot: &Plot) {
    let (alt, caption) = (escape(&plot.alt), escape(&plot.caption));
    // The page says how large it is, and has the style already.
    let svg = plot.svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{alt}\" "), 1);
    push(out, format_args!("<figure>\n{svg}<figcaption>{caption}</figcaption>\n</figure>\n"));
}

fn inline(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        match span {
            Span::Text(text) => out.push_str(&escape(text)),
            Span::Code(text) => push(&mut out, format_args!("<code>{}</code>", escape(text))),
            Span::Strong(text) => push(&mut out, format_args!("<strong>{}</strong>", escape(text))),
        }
    }
    out
}

/// Text that is nothing but text, in an element or an attribute.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_unseen(c) => push(&mut out, format_args!("{}", c.escape_unicode())),
            c => out.push(c),
        }
    }
    out
}

/// What a reader does not see, or what changes the order in which a line is read.
pub(super) fn is_unseen(c: char) -> bool {
    let is_mark = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    is_mark || c.is_control() && c != '\n'
}
