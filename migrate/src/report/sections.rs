//! The sections about what is proven, how it is divided and spread, decided and compared.

use alloy_primitives::U256;
use cybermiles_genesis::{Moment, migration::Trust};

use super::{
    Inputs,
    document::{Block, Cell, Plot, Span, Table, Tone},
    figures::{Spread, count, fraction, grouped, percent, share},
    plots::{self, PlotError},
};
use crate::{
    amount::Cmt,
    classify::{Decision, Kind, Treatment},
    layout::Order,
};

/// Claims that are listed; `claims.csv` has all of them.
const CLAIMS_SHOWN: usize = 100;
/// Bars of the drawing of the largest.
const BARS: usize = 10;

pub(super) fn text(text: impl ToString) -> Cell {
    Cell::Text(text.to_string())
}

pub(super) fn code(text: impl ToString) -> Cell {
    Cell::Code(text.to_string())
}

pub(super) fn number(text: impl ToString) -> Cell {
    Cell::Number(text.to_string())
}

pub(super) fn facts(rows: impl IntoIterator<Item = (&'static str, Cell)>) -> Block {
    let rows = rows.into_iter().map(|(name, cell)| vec![text(name), cell]).collect();
    Block::Table(Table { head: Vec::new(), rows })
}

/// What it says in one glance.
pub(super) fn summary(inputs: &Inputs<'_>) -> Vec<Block> {
    let (report, summary) = (&inputs.verified.report, &inputs.classified.summary);
    let is_proven = inputs.classified.snapshot.trust == Trust::Proven;
    let verdict = if is_proven { "Proven: " } else { "Not proven, but consistent: " };
    let tone = if is_proven { Tone::Good } else { Tone::Warning };
    let (credited, claimed) = (inputs.classified.credited.len(), inputs.classified.claims.len());
    let mut blocks = vec![
        Block::Paragraph(vec![
            format!(
                "Who held how much of the token at block {} of Ethereum, what becomes of it on the \
                 new chain, and what an auditor can check without trusting anybody. Every amount is \
                 exact to the wei.",
                report.number
            )
            .into(),
        ]),
        Block::Note(
            tone,
            vec![
                Span::Strong(verdict.into()),
                format!(
                    "{} accounts held {} CMT, which is the token's whole supply. {} CMT of {} are \
                     credited at the same addresses, {} CMT of {} are to be claimed. Nothing is \
                     left over, and nothing was added.",
                    grouped(report.holders),
                    Cmt(report.supply),
                    Cmt(summary.credited),
                    count(credited, "account", "accounts"),
                    Cmt(summary.claimable),
                    count(claimed, "account", "accounts"),
                )
                .into(),
            ],
        ),
    ];
    if let Some(genesis) = &inputs.genesis {
        blocks.push(genesis.verdict(inputs));
    }
    for other in &inputs.others {
        let (comparison, path) = (&other.comparison, other.path.display().to_string());
        let said = if comparison.is_same() {
            "every account has the same balance as is proven.".to_owned()
        } else {
            format!(
                "{} missing, {} added, {} with another balance. See below for why.",
                count(comparison.removed.len(), "account", "accounts"),
                grouped(comparison.added.len()),
                grouped(comparison.changed.len())
            )
        };
        let tone = if comparison.is_same() { Tone::Good } else { Tone::Warning };
        let spans =
            vec![Span::Strong("Compared with ".into()), Span::Code(path), ": ".into(), said.into()];
        blocks.push(Block::Note(tone, spans));
    }
    blocks
}

/// The block, the token and the proofs.
pub(super) fn proven(inputs: &Inputs<'_>) -> Vec<Block> {
    let report = &inputs.verified.report;
    let is_proven = report.trust == Trust::Proven;
    let order = match report.balances.order {
        Order::Solidity => "as Solidity does",
        Order::Vyper => "as Vyper does",
    };
    let by = if is_proven { "found by its proofs" } else { "as the bundle says" };
    let logs = report.logs.map_or("none in the bundle".to_owned(), |logs| {
        format!("{} transfers lead to the same balances, and to nobody else's", grouped(logs))
    });
    let storage = report.storage_hash.map_or("not proven".into(), |hash| hash.to_string());
    let mut rows = vec![
        ("Token", code(report.token)),
        ("Block", text(grouped(report.number))),
        ("Block hash, pinned", code(report.block_hash)),
        ("Time of the block", text(Moment(report.timestamp))),
        ("State root", code(report.state_root)),
        ("Storage hash of the token", code(storage)),
        ("Hash of the token's code", code(report.code_hash)),
        (
            "Balances",
            text(format!("mapping at slot {}, hashed {order}, {by}", report.balances.slot)),
        ),
        ("Supply", text(format!("{} CMT", Cmt(report.supply)))),
        ("Accounts with a balance", text(grouped(report.holders))),
    ];
    let absent = text(grouped(report.without));
    if is_proven {
        rows.push(("Accounts proven to have none", absent));
        rows.push(("Nodes of the storage proof", text(grouped(report.nodes))));
    } else {
        rows.push(("Accounts said to have none", absent));
    }
    rows.push(("Logs", text(logs)));
    let said = if is_proven {
        "The header hashes to the pinned hash; the token's account hangs on the header's state \
         root; each balance is proven against the token's storage hash, or proven absent; the \
         proven balances sum to the proven total supply, so that no holder is missing."
    } else {
        "The header hashes to the pinned hash. Everything else is what Ethereum nodes said; the \
         balances they told sum to the supply they told."
    };
    let heading = if is_proven { "What is proven" } else { "What nodes said" };
    vec![Block::Heading(heading), facts(rows), Block::Paragraph(vec![said.into()])]
}

/// Credited and claimed.
pub(super) fn division(inputs: &Inputs<'_>) -> Vec<Block> {
    let summary = &inputs.classified.summary;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let (mut credited, mut claimed) = (0_u64, 0_u64);
    for (kind, sum) in &summary.kinds {
        credited = credited.saturating_add(sum.credited);
        claimed = claimed.saturating_add(sum.claimed);
        rows.push(vec![
            text(kind.name()),
            number(grouped(sum.credited)),
            number(grouped(sum.claimed)),
            number(Cmt(sum.total)),
            number(percent(share(sum.total, summary.supply))),
        ]);
    }
    rows.push(vec![
        text("all"),
        number(grouped(credited)),
        number(grouped(claimed)),
        number(Cmt(summary.supply)),
        number(percent(share(summary.supply, summary.supply))),
    ]);
    let root = summary
        .claim_root
        .map_or("none: there is nothing to claim".into(), |root| root.to_string());
    let mut blocks = vec![
        Block::Heading("Who is credited, and who claims"),
        Block::Paragraph(vec![
            "A person's account is credited at its own address, which is theirs on every chain. A \
             contract's address is nobody's where its code is not, so its row is claimed; so are the \
             token's own coins."
                .into(),
        ]),
        Block::Table(Table {
            head: vec!["Class", "Credited", "Claimed", "CMT", "Share"],
            rows,
        }),
        facts([
            ("Credited in the genesis", text(format!("{} CMT", Cmt(summary.credited)))),
            ("To be claimed", text(format!("{} CMT", Cmt(summary.claimable)))),
            ("Claim root", code(root)),
        ]),
    ];
    blocks.extend(claims(inputs));
    blocks
}

fn claims(inputs: &Inputs<'_>) -> Vec<Block> {
    let mut claims: Vec<_> = inputs.classified.claims.iter().collect();
    if claims.is_empty() {
        return Vec::new();
    }
    claims.sort_by_key(|claim| (std::cmp::Reverse(claim.wei), claim.address));
    let row = |claim: &&crate::claims::Claim| {
        let claimant = match claim.claimant {
            None => text("Governance names one"),
            Some(claimant) if claimant == claim.address => text("the account itself"),
            Some(claimant) => code(claimant),
        };
        vec![code(claim.address), text(claim.kind.name()), number(Cmt(claim.wei)), claimant]
    };
    let rows = claims.iter().take(CLAIMS_SHOWN).map(row).collect();
    let mut blocks = vec![
        Block::Subheading(format!("To be claimed: {}", count(claims.len(), "row", "rows"))),
        Block::Table(Table { head: vec!["Account", "Class", "CMT", "Who claims"], rows }),
    ];
    if let more @ 1.. = claims.len().saturating_sub(CLAIMS_SHOWN) {
        let more = grouped(more);
        let spans = vec![
            format!("And {more} more, smaller ones: ").into(),
            Span::Code("claims.csv".into()),
            " has all.".into(),
        ];
        blocks.push(Block::Paragraph(spans));
    }
    blocks
}

/// How the coins are spread.
pub(super) fn spread(inputs: &Inputs<'_>, spread: &Spread) -> Result<Vec<Block>, PlotError> {
    let supply = inputs.verified.report.supply;
    let [ten, hundred, thousand] = spread.heads;
    let bars = spread.top.get(..BARS.min(spread.top.len())).unwrap_or_default();
    let gini = spread.gini.map_or("none".into(), fraction);
    let part = |wei: U256| text(format!("{} ({} CMT)", percent(share(wei, supply)), Cmt(wei)));
    let treated = |address| {
        if inputs.classified.credited.contains_key(&address) { "credited" } else { "claimed" }
    };
    let row = |(index, top): (usize, &super::Top)| {
        let class = top.class.map_or("unknown", |class| Kind::from(class).name());
        vec![
            number(index.saturating_add(1)),
            code(top.address),
            text(class),
            text(treated(top.address)),
            number(Cmt(top.wei)),
            number(percent(share(top.wei, supply))),
        ]
    };
    Ok(vec![
        Block::Heading("How the coins are spread"),
        facts([
            ("The 10 largest have", part(ten)),
            ("The 100 largest have", part(hundred)),
            ("The 1,000 largest have", part(thousand)),
            ("Gini coefficient", text(gini)),
        ]),
        Block::Plot(Plot {
            name: "histogram.svg",
            alt: format!("Histogram of {} balances by order of magnitude", grouped(inputs.verified.report.holders)),
            caption: "Accounts by the size of their balance, from 1 wei (10^-18 CMT) up. Each bar \
                      holds balances up to ten times as large as the one before."
                .into(),
            svg: plots::histogram(spread)?,
        }),
        Block::Plot(Plot {
            name: "lorenz.svg",
            alt: "Lorenz curve of the balances".into(),
            caption: "Lorenz curve: so much of the accounts, the smallest first, has so much of the \
                      coins. The thin line would be equality. One account of an exchange stands for \
                      many people."
                .into(),
            svg: plots::lorenz(spread)?,
        }),
        Block::Plot(Plot {
            name: "top.svg",
            alt: format!("The {} largest accounts' shares of the supply", bars.len()),
            caption: format!("Shares of the {} largest accounts.", bars.len()),
            svg: plots::top(bars, supply)?,
        }),
        Block::Subheading(format!("The {} largest accounts", spread.top.len())),
        Block::Table(Table {
            head: vec!["#", "Account", "Class", "Treatment", "CMT", "Share"],
            rows: spread.top.iter().enumerate().map(row).collect(),
        }),
        Block::Paragraph(vec!["Shares are rounded down.".into()]),
    ])
}

/// What somebody decided, and who signed it.
pub(super) fn decisions(inputs: &Inputs<'_>) -> Vec<Block> {
    let summary = &inputs.classified.summary;
    let mut blocks = vec![Block::Heading("Decisions about single rows")];
    let (Some(signer), Some(hash)) = (summary.decisions_signer, summary.decisions_hash) else {
        blocks.push(Block::Paragraph(vec!["None: every row is treated as its class says.".into()]));
        return blocks;
    };
    blocks.push(facts([
        ("Signed by", code(signer)),
        ("keccak256 of the file", code(hash)),
        ("Rows", text(grouped(summary.decided.len()))),
    ]));
    for decision in &summary.decided {
        let Decision { address, wei, class, treatment, claimant, evidence, reason } = decision;
        let treatment = match treatment {
            Treatment::Credit => "credited at its own address",
            Treatment::Claim => "to be claimed",
        };
        blocks.push(Block::Subheading(address.to_string()));
        let claimant = claimant.map(|claimant| ("Who claims", code(claimant)));
        let rows = [
            ("Amount", text(format!("{} CMT", Cmt(*wei)))),
            ("Called", text(class.name())),
            ("Treatment", text(treatment)),
        ];
        let why = [("Reason", text(reason)), ("Evidence", text(evidence))];
        blocks.push(facts(rows.into_iter().chain(claimant).chain(why)));
    }
    blocks
}

/// What other lists say otherwise.
pub(super) fn differences(inputs: &Inputs<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Differences to other lists")];
    if inputs.others.is_empty() {
        blocks.push(Block::Paragraph(vec!["No other list was given to this report.".into()]));
    }
    for other in &inputs.others {
        blocks.push(Block::Subheading(other.path.display().to_string()));
        blocks.push(Block::Paragraph(vec!["A is what is proven, B is this list.".into()]));
        blocks.push(Block::Verbatim(other.comparison.to_string()));
    }
    blocks
}

/// Every file that went in, and what made this report.
pub(super) fn files(inputs: &Inputs<'_>) -> Vec<Block> {
    let row = |part: &crate::bundle::Part| {
        vec![
            code(&part.name),
            number(grouped(part.bytes)),
            code(format!("SHA-256   {:x}\nkeccak256 {:x}", part.sha256, part.keccak256)),
        ]
    };
    vec![
        Block::Heading("Files and versions"),
        Block::Table(Table {
            head: vec!["File", "Bytes", "Hashes"],
            rows: inputs.files.iter().map(row).collect(),
        }),
        facts([
            ("cmt-migrate", text(env!("CARGO_PKG_VERSION"))),
            ("Format of the bundle", text(1)),
            ("Format of migration.json", text(cybermiles_genesis::migration::VERSION)),
        ]),
    ]
}
