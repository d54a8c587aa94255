//! What nobody has proven, said plainly.

use cybermiles_genesis::migration::Trust;

use super::{
    Inputs,
    document::{Block, Span, Tone},
};

/// The section.
pub(super) fn section(inputs: &Inputs<'_>) -> Vec<Block> {
    let report = &inputs.verified.report;
    let hash = report.block_hash.to_string();
    let mut points: Vec<Vec<Span>> = vec![
        vec![
            Span::Strong("That the block is Ethereum's. ".into()),
            "Everything rests on the hash ".into(),
            Span::Code(hash),
            format!(
                " of block {}. Compare it with several sources that do not know of each other: \
                 explorers, nodes of your own, anchors in print.",
                report.number
            )
            .into(),
        ],
        vec![
            Span::Strong("That the token keeps its sum. ".into()),
            "Nobody is missing because the proven balances sum to the proven supply. That is so for \
             a token whose code never changes one without the other. Read the code whose hash is "
                .into(),
            Span::Code(report.code_hash.to_string()),
            ".".into(),
        ],
        vec![
            Span::Strong("Which slot is the total supply's. ".into()),
            "The reader named it, from the token's source. Which mapping holds the balances was found \
             by the proofs, not named."
                .into(),
        ],
        vec![
            Span::Strong("Whose an account is. ".into()),
            "An address without code at the block is taken for a person's. It may be an exchange's, \
             a lost key's, or one where a contract came to be later."
                .into(),
        ],
        vec![
            Span::Strong("That decisions are right. ".into()),
            "They are somebody's judgement. Proven is who signed them, and that no row was touched \
             without one."
                .into(),
        ],
        vec![
            Span::Strong("That the ERC-20 stays frozen. ".into()),
            "Its owner's key can lift a pause at any time. Ask the token today.".into(),
        ],
        vec![
            Span::Strong("That a network runs this genesis. ".into()),
            "Ask one of its nodes for the hash of block 0, and compare.".into(),
        ],
        vec![
            Span::Strong("That this program is right. ".into()),
            "Its source has a second verifier that shares no line with it (migrate/tests/second) and \
             has to agree. Run both."
                .into(),
        ],
    ];
    if report.logs.is_none() {
        points.push(vec![
            Span::Strong("That the logs agree. ".into()),
            "The bundle has none. The proofs stand without them.".into(),
        ]);
    }
    if inputs.genesis.is_none() {
        points.push(vec![
            Span::Strong("Anything about a genesis. ".into()),
            "None was given to this report.".into(),
        ]);
    }
    let mut blocks = vec![Block::Heading("What is not proven")];
    if inputs.classified.snapshot.trust == Trust::Rpc {
        blocks.push(Block::Note(
            Tone::Warning,
            vec![
                Span::Strong("The balances are not proven. ".into()),
                "This bundle holds what Ethereum nodes said, and no proofs. Where this report says \
                 \"proven\" of a balance or an account, read: \"said by nodes, and adding up\"."
                    .into(),
            ],
        ));
    }
    blocks.push(Block::List(points));
    blocks
}
