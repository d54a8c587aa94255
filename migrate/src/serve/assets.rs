//! The page's files, in the binary: what is not in this table cannot be asked for.

use super::answer::{Answer, file};

macro_rules! assets {
    ($($path:literal, $kind:expr, $name:literal;)*) => {
        const ASSETS: &[(&str, &str, &str)] = &[
            $(($path, $kind, include_str!(concat!("../../page/", $name)))),*
        ];
    };
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const IMAGE: &str = "image/svg+xml";

assets! {
    "/", HTML, "index.html";
    "/page.css", CSS, "page.css";
    "/icon.svg", IMAGE, "icon.svg";
    "/js/main.js", SCRIPT, "js/main.js";
    "/js/server.js", SCRIPT, "js/server.js";
    "/js/wallet.js", SCRIPT, "js/wallet.js";
    "/js/claim.js", SCRIPT, "js/claim.js";
    "/js/proof.js", SCRIPT, "js/proof.js";
    "/js/keccak.js", SCRIPT, "js/keccak.js";
    "/js/text.js", SCRIPT, "js/text.js";
    "/js/show.js", SCRIPT, "js/show.js";
    "/js/en.js", SCRIPT, "js/en.js";
    "/js/ko.js", SCRIPT, "js/ko.js";
}

/// The file at a path.
pub(super) fn asset(path: &str) -> Option<Answer> {
    let (_, kind, text) = ASSETS.iter().find(|(known, ..)| *known == path)?;
    Some(file(kind, "no-cache", *text))
}
