//! Lists of rows, one account a line, read as a stream.

use std::{
    collections::BTreeMap,
    io::{BufRead, Read, Write},
    path::Path,
};

use alloy_primitives::{Address, U256};

use super::AllocationError;
use crate::amount::{self, ValueError};

/// Bytes a line may have; the longest row that is right has 121.
const LINE_BYTES_MAX: u64 = 512;
const HEADER_WEI: &str = "address,balance_wei";
const HEADER_CMT: &str = "address,amount";

/// How a list writes amounts.
type ParseAmount = fn(&str) -> Result<U256, ValueError>;

/// One row of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Where it stands, counted from 1.
    pub line: u64,
    /// Whose it is.
    pub address: Address,
    /// How much, in wei.
    pub wei: U256,
}

/// Reads the lines of `reader` one by one, without their line feed, and hands each to `take` with
/// its number.
///
/// # Errors
/// [`AllocationError`]: a line that is too long, not UTF-8, or lacks its end, which
/// is how a file looks that was cut short; and whatever `take` says is wrong with a line.
fn read_raw_lines(
    path: &Path,
    mut reader: impl BufRead,
    mut take: impl FnMut(u64, &str) -> Result<(), AllocationError>,
) -> Result<u64, AllocationError> {
    let mut buffer = Vec::new();
    let mut line = 0_u64;
    loop {
        buffer.clear();
        let mut bounded = reader.by_ref().take(LINE_BYTES_MAX);
        let read = bounded.read_until(b'\n', &mut buffer);
        if read.map_err(|err| AllocationError::file(path, err))? == 0 {
            return Ok(line);
        }
        line = line.saturating_add(1);
        let wrong = |what: String| Err(AllocationError::line(path, line, what));
        let Some(bytes) = buffer.strip_suffix(b"\n") else {
            return wrong(if u64::try_from(buffer.len()) == Ok(LINE_BYTES_MAX) {
                format!("more than {LINE_BYTES_MAX} bytes; expected one row a line")
            } else {
                "the file ends in the middle of this line; expected a line feed behind the last \
                 row: is the file whole?"
                    .into()
            });
        };
        let Ok(text) = std::str::from_utf8(bytes) else {
            return wrong("not UTF-8; expected a text file without a byte order mark".into());
        };
        if line == 1 && text.starts_with('\u{feff}') {
            return wrong(
                "a byte order mark; expected the header at once. Spreadsheets write it: \
                          what else did they change?"
                    .into(),
            );
        }
        take(line, text)?;
    }
}

/// Reads lines that all end alike, in a line feed with or without a carriage return before it.
fn read_lines(
    path: &Path,
    reader: impl BufRead,
    mut take: impl FnMut(u64, &str) -> Result<(), AllocationError>,
) -> Result<u64, AllocationError> {
    let mut has_cr = None;
    read_raw_lines(path, reader, |line, text| {
        let ends_in_cr = text.ends_with('\r');
        if ends_in_cr != *has_cr.get_or_insert(ends_in_cr) {
            let what = "a carriage return here or in the line before, and not in both; expected \
                        all lines to end alike";
            return Err(AllocationError::line(path, line, what));
        }
        take(line, text.strip_suffix('\r').unwrap_or(text))
    })
}

/// Reads a table that has one way to be written. `take` reads a row and gives back how it is
/// written; how many rows there are.
///
/// # Errors
/// [`AllocationError`] naming the line: no such header, a row that `take` refuses, or one that is
/// written in another way.
pub(crate) fn read_exact(
    path: &Path,
    reader: impl BufRead,
    header: &str,
    mut take: impl FnMut(&str) -> Result<String, String>,
) -> Result<u64, AllocationError> {
    let lines = read_raw_lines(path, reader, |line, text| {
        let wrong = |what: String| AllocationError::line(path, line, what);
        let expected = if line == 1 { header.to_owned() } else { take(text).map_err(wrong)? };
        if text == expected {
            return Ok(());
        }
        Err(wrong(format!("`{}`; expected `{expected}`", text.escape_debug())))
    })?;
    let nothing = || AllocationError::line(path, 1, format!("nothing; expected `{header}`"));
    lines.checked_sub(1).ok_or_else(nothing)
}

/// Reads a list and hands each row to `take`, in the file's order.
///
/// # Errors
/// [`AllocationError`] naming the line: no header, a row that is none, or an account that stands
/// there twice, in whatever case.
pub fn read_rows(
    path: &Path,
    reader: impl BufRead,
    mut take: impl FnMut(ListRow) -> Result<(), AllocationError>,
) -> Result<(), AllocationError> {
    let mut parse: ParseAmount = amount::parse_wei;
    let mut seen = BTreeMap::new();
    let lines = read_lines(path, reader, |line, text| {
        let wrong = |what: String| AllocationError::line(path, line, what);
        if line == 1 {
            parse = header(text).map_err(wrong)?;
            return Ok(());
        }
        let (address, wei) = row(text, parse).map_err(wrong)?;
        if let Some(first) = seen.insert(address, line) {
            return Err(wrong(format!(
                "`{address}` has a row already, in line {first}; expected each account once, in \
                 whatever case it is written"
            )));
        }
        take(ListRow { line, address, wei })
    })?;
    if lines == 0 {
        return Err(AllocationError::line(path, 1, format!("nothing; expected `{HEADER_WEI}`")));
    }
    Ok(())
}

fn header(text: &str) -> Result<ParseAmount, String> {
    match text {
        HEADER_WEI => Ok(amount::parse_wei),
        HEADER_CMT => Ok(amount::parse_cmt),
        _ => Err(format!(
            "`{}` is no header; expected `{HEADER_WEI}`, or `{HEADER_CMT}` where amounts are CMT \
             with decimals",
            text.chars().take(100).collect::<String>().escape_debug()
        )),
    }
}

fn row(text: &str, parse: ParseAmount) -> Result<(Address, U256), String> {
    let columns: Vec<&str> = text.split(',').collect();
    let [address, amount] = *columns else {
        let found = if text.is_empty() {
            "an empty line".into()
        } else {
            format!("{} columns", columns.len())
        };
        return Err(format!("{found}; expected two columns, `address,balance`"));
    };
    let address = amount::parse_address(address).map_err(|err| err.to_string())?;
    Ok((address, parse(amount).map_err(|err| err.to_string())?))
}

/// Writes rows as a list of wei.
///
/// # Errors
/// What the writer says.
pub fn write_list<'a>(
    mut to: impl Write,
    rows: impl IntoIterator<Item = (&'a Address, &'a U256)>,
) -> std::io::Result<()> {
    writeln!(to, "{HEADER_WEI}")?;
    for (address, wei) in rows {
        writeln!(to, "{address:#x},{wei}")?;
    }
    Ok(())
}
