//! A comparison in words.

use std::fmt;

use super::{Comparison, Cut, Lump, Plug, Row};
use crate::amount::Cmt;

/// Rows that are shown of a long list; `--json` has all of them.
const SHOWN: usize = 10;

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, side) in [("A", &self.a), ("B", &self.b)] {
            writeln!(f, "{name}: {} accounts, {} CMT", side.accounts, Cmt(side.total))?;
        }
        if self.is_same() {
            return writeln!(f, "The same: every account has the same balance in A and B.");
        }
        let (removed, added) = (self.removed.len(), self.added.len());
        writeln!(f, "{removed} removed, {added} added, {} changed.", self.changed.len())?;
        total(f, self)?;
        if let Some(found) = &self.cut {
            cut(f, found)?;
        }
        for lump in &self.lumps {
            paid(f, lump)?;
        }
        for found in &self.plugs {
            plug(f, found)?;
        }
        if self.search_was_stopped {
            writeln!(
                f,
                "\nNot every credit was looked for among the sums of removed rows: too many."
            )?;
        }
        unexplained(f, "with more", &self.unexplained_credits)?;
        unexplained(f, "with less", &self.unexplained_debits)
    }
}

fn total(f: &mut fmt::Formatter<'_>, comparison: &Comparison) -> fmt::Result {
    let (a, b) = (comparison.a.total, comparison.b.total);
    let difference = Cmt(a.abs_diff(b));
    match a.cmp(&b) {
        std::cmp::Ordering::Equal => {
            writeln!(f, "The totals are equal, which says nothing about the rows.")
        }
        std::cmp::Ordering::Less => writeln!(f, "B has {difference} CMT more in all."),
        std::cmp::Ordering::Greater => writeln!(f, "B has {difference} CMT less in all."),
    }
}

fn cut(f: &mut fmt::Formatter<'_>, cut: &Cut) -> fmt::Result {
    let word = if cut.is_rounded { "rounded" } else { "truncated" };
    writeln!(
        f,
        "\nTruncation: {} balances were {word} to {} significant digits ({} of the {} that have \
         more): {} CMT lost{}.",
        cut.rows.len(),
        cut.digits,
        cut.rows.len(),
        cut.candidates,
        Cmt(cut.lost),
        if cut.gained.is_zero() {
            String::new()
        } else {
            format!(", {} CMT gained", Cmt(cut.gained))
        }
    )?;
    if cut.digits == 15 {
        writeln!(f, "  15 digits are what a spreadsheet keeps.")?;
    }
    let rows =
        cut.rows.iter().map(|row| format!("{}: {} -> {} wei", row.address, row.before, row.after));
    list(f, rows, cut.rows.len())
}

fn paid(f: &mut fmt::Formatter<'_>, lump: &Lump) -> fmt::Result {
    if let ([from], true) = (&lump.rows[..], lump.lost.is_zero()) {
        return writeln!(
            f,
            "\nMove: {} was removed, and {} was paid exactly its {} CMT.",
            from.address,
            lump.to,
            Cmt(lump.paid)
        );
    }
    let exactly = if lump.lost.is_zero() {
        "exactly the sum".to_owned()
    } else {
        format!("{} wei less than the sum, cut off its end,", lump.lost)
    };
    writeln!(
        f,
        "\nLump: {} was paid {} CMT, {exactly} of {} removed rows:",
        lump.to,
        Cmt(lump.paid),
        lump.rows.len()
    )?;
    list(f, lump.rows.iter().map(show), lump.rows.len())
}

fn plug(f: &mut fmt::Formatter<'_>, plug: &Plug) -> fmt::Result {
    writeln!(
        f,
        "\nPlug: {} was credited {} wei, and no row of A says why. It is exactly what is missing: \
         {} wei cut from balances, {} wei cut from lumps, {} wei lost otherwise.",
        plug.to, plug.credited, plug.cut_from_rows, plug.cut_from_lumps, plug.otherwise_lost
    )
}

fn unexplained(f: &mut fmt::Formatter<'_>, what: &str, rows: &[Row]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(f, "\nUnexplained: {} {what} in B, for no reason found:", accounts(rows.len()))?;
    list(f, rows.iter().map(show), rows.len())
}

fn accounts(count: usize) -> String {
    if count == 1 { "1 account".into() } else { format!("{count} accounts") }
}

fn show(row: &Row) -> String {
    format!("{}: {} CMT", row.address, Cmt(row.wei))
}

fn list(
    f: &mut fmt::Formatter<'_>,
    rows: impl Iterator<Item = String>,
    count: usize,
) -> fmt::Result {
    for row in rows.take(SHOWN) {
        writeln!(f, "  {row}")?;
    }
    match count.saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "  and {more} more (--json lists all)"),
    }
}
