//! What a report is made of, before it is HTML or Markdown.

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Words.
    Text(String),
    /// A name, a hash, an address.
    Code(String),
    /// Words that matter.
    Strong(String),
}

impl<T: Into<String>> From<T> for Span {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Words.
    Text(String),
    /// A name, a hash, an address.
    Code(String),
    /// An amount or a count, on the right.
    Number(String),
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The columns' names; empty where the first column names the rows.
    pub(super) head: Vec<&'static str>,
    /// The rows, all of one length.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plot {
    /// The file that has it.
    pub(super) name: &'static str,
    /// What it shows, for who does not see it.
    pub(super) alt: String,
    /// What stands below.
    pub(super) caption: String,
    /// SVG.
    pub(super) svg: String,
}

/// How loud a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// It holds.
    Good,
    /// It is neither shown to hold nor to fail.
    Neutral,
    /// Mind this.
    Warning,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Begins a section.
    Heading(&'static str),
    /// Begins a part of a section.
    Subheading(String),
    /// Running text.
    Paragraph(Vec<Span>),
    /// Running text that stands out.
    Note(Tone, Vec<Span>),
    /// Points.
    List(Vec<Vec<Span>>),
    /// A table.
    Table(Table),
    /// A drawing.
    Plot(Plot),
    /// Text of a program, as it is.
    Verbatim(String),
    /// Commands that make a figure again.
    Command {
        /// Which figure.
        what: String,
        /// A line for a shell.
        line: String,
    },
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// Its title.
    pub(super) title: String,
    /// Its parts.
    pub(super) blocks: Vec<Block>,
}
