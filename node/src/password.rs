//! How a password reaches the program: from a file, or typed without an echo.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::error::NodeError;

/// The password for `what`: the first line of `file`, else what is typed.
///
/// # Errors
/// [`NodeError`] when the file cannot be read, others may read it, or there is no terminal.
pub(crate) fn ask(file: Option<&Path>, what: &str) -> Result<String, NodeError> {
    match file {
        Some(path) => from_file(path),
        None => typed(&format!("Password of {what}: ")),
    }
}

/// As [`ask`], for a new password: what is typed is typed twice.
///
/// # Errors
/// As [`ask`]; [`NodeError::Usage`] when the two differ, or it is empty.
pub(crate) fn choose(file: Option<&Path>, what: &str) -> Result<String, NodeError> {
    let password = ask(file, what)?;
    if file.is_none() && typed("The same again: ")? != password {
        return Err(NodeError::Usage("the two passwords differ: nothing was written".into()));
    }
    if password.is_empty() {
        return Err(NodeError::Usage("an empty password protects nothing".into()));
    }
    Ok(password)
}

fn from_file(path: &Path) -> Result<String, NodeError> {
    let fail = |error: std::io::Error| NodeError::file(path, error);
    let mode = fs::metadata(path).map_err(fail)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let reason = format!("has mode {mode:o}: others may read it; use `chmod 600`");
        return Err(NodeError::file(path, reason));
    }
    let text = fs::read_to_string(path).map_err(fail)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn typed(prompt: &str) -> Result<String, NodeError> {
    let no_terminal = |_| {
        NodeError::Usage(
            "no terminal to type a password at: name a file with --password-file".into(),
        )
    };
    let mut terminal =
        File::options().read(true).write(true).open("/dev/tty").map_err(no_terminal)?;
    let fail = |error: std::io::Error| NodeError::file("/dev/tty", error);
    let before = tcgetattr(&terminal).map_err(|error| fail(error.into()))?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    write!(terminal, "{prompt}").map_err(fail)?;
    tcsetattr(&terminal, OptionalActions::Flush, &silent).map_err(|error| fail(error.into()))?;
    let mut line = String::new();
    let read = BufReader::new(&terminal).read_line(&mut line);
    // Whatever happened: a terminal without an echo is worse than a failed command.
    let restored = tcsetattr(&terminal, OptionalActions::Flush, &before);
    let _ = writeln!(&terminal);
    read.map_err(fail)?;
    restored.map_err(|error| fail(error.into()))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
