//! How far a step is, as bars on a terminal's error output; nothing where there is no terminal.

use cybermiles_migrate::{fetch::Watcher, verify::Progress};
use indicatif::{ProgressBar, ProgressStyle};

/// One bar, for the step that runs.
#[derive(Debug)]
pub(crate) struct Bars(ProgressBar);

impl Bars {
    pub(crate) fn new() -> Self {
        Self(ProgressBar::hidden())
    }
}

impl Progress for Bars {
    fn begin(&mut self, what: &'static str, total: u64) {
        self.0.finish_and_clear();
        self.0 = ProgressBar::new(total).with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{msg:>10} {wide_bar} {percent:>3} % {eta}")
        {
            self.0.set_style(style);
        }
    }

    fn add(&mut self, done: u64) {
        self.0.inc(done);
    }
}

impl Watcher for Bars {
    fn say(&mut self, text: &str) {
        self.0.suspend(|| eprintln!("{text}"));
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
