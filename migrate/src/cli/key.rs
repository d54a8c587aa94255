//! Keys: keystore files and their passwords, and never a key on the command line.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use alloy_signer_local::PrivateKeySigner;
use console::Term;

/// Opens a Web3 keystore; its password is the first line of `password`, or is typed.
pub(super) fn open(
    path: &Path,
    password: Option<&PathBuf>,
) -> Result<PrivateKeySigner, Box<dyn Error>> {
    // Before the password: nobody wants to type one for a file that is not there.
    fs::metadata(path).map_err(|err| format!("{}: {err}", path.display()))?;
    let password = match password {
        Some(file) => from_file(file)?,
        None => typed(path)?,
    };
    PrivateKeySigner::decrypt_keystore(path, password).map_err(|err| {
        format!("{}: {err}; expected a keystore (version 3) and its password", path.display())
            .into()
    })
}

fn from_file(path: &Path) -> Result<String, Box<dyn Error>> {
    use std::os::unix::fs::PermissionsExt;
    let fail = |err: std::io::Error| format!("{}: {err}", path.display());
    let mode = fs::metadata(path).map_err(fail)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let path = path.display();
        return Err(format!(
            "{path}: has mode {mode:o}: others may read it; use `chmod 600 {path}`"
        )
        .into());
    }
    let text = fs::read_to_string(path).map_err(fail)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn typed(path: &Path) -> Result<String, Box<dyn Error>> {
    let terminal = Term::stderr();
    if !terminal.is_term() {
        let path = path.display();
        return Err(format!(
            "no terminal to type the password of {path} at: name a file with its --…-password-file"
        )
        .into());
    }
    terminal.write_str(&format!("Password of {}: ", path.display()))?;
    Ok(terminal.read_secure_line()?)
}
