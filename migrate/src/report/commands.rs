//! How each figure of a report is made again, by this program and without it.

use cybermiles_genesis::migration::Trust;

use super::{Inputs, document::Block};

/// The words of the command line that a report was made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commands {
    /// The bundle's folder.
    pub bundle: String,
    /// What it was held against: `--block-hash` and its like.
    pub pinned: Vec<String>,
    /// `--decisions` and its like; nothing without them.
    pub decisions: Vec<String>,
    /// The folder of the lists.
    pub lists: String,
    /// `--genesis`, `--network` and `--compare`.
    pub more: Vec<String>,
    /// The network's file, if it was named.
    pub network: Option<String>,
    /// The genesis file, if it was named.
    pub genesis: Option<String>,
    /// The report's folder.
    pub out: String,
}

/// A word as a shell reads it back.
fn quote(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=+,@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn line<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}

impl Commands {
    fn with<'a>(&'a self, head: &[&'a str], tail: &[&'a str], decisions: bool) -> String {
        let decided = self.decisions.iter().filter(|_| decisions);
        let words = head.iter().copied().chain(self.pinned.iter().map(String::as_str));
        line(words.chain(decided.map(String::as_str)).chain(tail.iter().copied()))
    }

    pub(super) fn verify(&self) -> String {
        self.with(&["cmt-migrate", "verify", &self.bundle], &[], false)
    }

    pub(super) fn classify(&self) -> String {
        self.with(&["cmt-migrate", "classify", &self.bundle], &["--out", &self.lists], true)
    }

    pub(super) fn compare(&self, other: &str) -> String {
        line(["cmt-migrate", "compare", &self.balances(), other])
    }

    fn genesis(&self) -> Option<String> {
        let (network, genesis) = (self.network.as_deref()?, self.genesis.as_deref()?);
        let head = ["cmt-migrate", "genesis", network, "--bundle", &self.bundle];
        Some(self.with(&head, &["--lists", &self.lists, "--out", genesis], true))
    }

    fn report(&self) -> String {
        let mut tail = vec!["--lists", &self.lists];
        tail.extend(self.more.iter().map(String::as_str));
        tail.extend(["--out", &self.out]);
        self.with(&["cmt-migrate", "report", "--bundle", &self.bundle], &tail, true)
    }

    fn balances(&self) -> String {
        format!("{}/balances.csv", self.bundle)
    }
}

pub(super) fn section(inputs: &Inputs<'_>) -> Vec<Block> {
    let commands = &inputs.commands;
    let balances = quote(&commands.balances());
    let (bundle, lists) = (quote(&commands.bundle), quote(&commands.lists));
    let (first, does) = match inputs.classified.snapshot.trust {
        Trust::Proven => ("What is proven", "proves"),
        Trust::Rpc => ("What nodes said, and that it adds up", "adds up"),
    };
    let command = |what: &str, line: String| Block::Command { what: what.into(), line };
    let mut blocks = vec![
        Block::Heading("How to make each figure again"),
        Block::Paragraph(vec![
            "With this program, from the folder it was run in. Nothing here needs a network. Each \
             command exits with 0 when everything is as said, and with 3 when it is not."
                .into(),
        ]),
        command(first, commands.verify()),
        command(
            "How it is divided: credited, claimed, by class, the claim root",
            commands.classify(),
        ),
    ];
    if let Some(line) = commands.genesis() {
        blocks.push(command("The genesis, and every balance of it compared", line));
    }
    for other in &inputs.others {
        let path = other.path.display().to_string();
        let what = format!("The differences to {path} (exits with 3 where there are any)");
        blocks.push(command(&what, commands.compare(&path)));
    }
    blocks.push(command("This report, byte for byte", commands.report()));
    blocks.push(Block::Paragraph(vec![
        format!("And without it, from the bundle's own list, which the first command {does}:")
            .into(),
    ]));
    let python = |script: &str| format!("python3 -c '{script}' {balances}");
    let read = "import sys; b = sorted(x for x in (int(l.split(\",\")[1]) for l in \
                open(sys.argv[1]).readlines()[1:]) if x); n = len(b)";
    blocks.extend([
        command("Holders, and the supply in wei", python(&format!("{read}; print(n, sum(b))"))),
        command(
            "The histogram: how many balances have how many digits of wei",
            format!("awk -F, 'NR > 1 && $2 != 0 {{ print length($2) }}' {balances} | sort -n | uniq -c"),
        ),
        command(
            "The largest holders, in wei",
            format!(
                "awk -F, 'NR > 1 && $2 != 0 {{ print length($2), $2, $1 }}' {balances} | LC_ALL=C sort \
                 -k1,1nr -k2,2r -k3,3 | cut -d' ' -f2- | head -n {}",
                super::SHOWN
            ),
        ),
        command("What the first 10, 100 and 1,000 have, in wei", python(&format!(
            "{read}; print(sum(b[-10:]), sum(b[-100:]), sum(b[-1000:]))"
        ))),
        command(
            "The Gini coefficient, in millionths, rounded down twice; and the poorer half's coins in wei",
            python(&format!(
                "{read}; s = sum((i + 1) * x for i, x in enumerate(b)); print(2 * s * 10**6 // (n * \
                 sum(b)) - (n + 1) * 10**6 // n, sum(b[:n // 2]))"
            )),
        ),
        command(
            "The claims by class",
            format!("tail -n +2 {lists}/claims.csv | cut -d, -f4 | sort | uniq -c"),
        ),
        command(
            "The files' SHA-256",
            format!("sha256sum {bundle}/* {lists}/*"),
        ),
    ]);
    if let Some(genesis) = &commands.genesis {
        let genesis = quote(genesis);
        blocks.push(command(
            "The hash of block 0, as a node computes it",
            format!("cybermiles init --genesis {genesis} --datadir \"$(mktemp -d)/node\""),
        ));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quote("bundle/balances.csv"), "bundle/balances.csv");
        assert_eq!(quote("my list.csv"), "'my list.csv'");
        assert_eq!(quote("it's; rm -r *"), "'it'\\''s; rm -r *'");
        assert_eq!(quote(""), "''");
    }
}
