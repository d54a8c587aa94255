//! The storage of each precompile lies where solc puts that of its twin in `contracts/test/layout`.

use std::collections::BTreeMap;

use cybermiles_evm_precompiles::{
    arbitration, cmt, escrow, governance, identity, migration, staking, storage::Description,
};
use serde_json::Value;

use crate::compiled::{self, list, text};

/// One row of a table: name, slot, offset in bytes, size in bytes, type.
type Row = (String, u64, usize, usize, String);

/// The variables of a layout, and the fields of its structs by name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    variables: Vec<Row>,
    structs: BTreeMap<String, Vec<Row>>,
}

/// The precompiles by the name of their twin.
fn described() -> Vec<(&'static str, Description)> {
    vec![
        ("Arbitration", arbitration::describe()),
        ("CMT", cmt::describe()),
        ("Escrow", escrow::describe()),
        ("Governance", governance::describe()),
        ("Identity", identity::describe()),
        ("Migration", migration::describe()),
        ("Staking", staking::describe()),
    ]
}

/// `order_count` → `orderCount`.
fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_uppercase() + rest
    })
}

fn ours(description: &Description) -> Table {
    let variables = description
        .variables
        .iter()
        .map(|variable| (camel(variable.label), variable.slot, 0, 32, variable.solidity.clone()));
    let structs = description.structs.iter().map(|(name, fields)| {
        let rows = fields.iter().map(|field| {
            let slot = u64::try_from(field.slot).unwrap();
            (camel(field.label), slot, field.offset, field.bytes, field.solidity.clone())
        });
        (name.clone(), rows.collect())
    });
    Table { variables: variables.collect(), structs: structs.collect() }
}

/// What solc wrote about the twin `name`; it names a struct with the contract it is in.
fn solcs(name: &str, layout: &Value) -> Table {
    let within = format!("{name}Layout.");
    let types = &layout["types"];
    let row = |entry: &Value| -> Row {
        let slot = text(entry, "slot").parse().unwrap();
        let offset = entry["offset"].as_u64().unwrap().try_into().unwrap();
        let of = &types[text(entry, "type")];
        let label = text(of, "label").replace(&within, "");
        // A whole variable that is longer than a word starts a word; ours says so by 32.
        let bytes: usize = text(of, "numberOfBytes").parse().unwrap();
        (text(entry, "label").into(), slot, offset, bytes, label)
    };
    let mut table = Table::default();
    for entry in list(layout, "storage") {
        let (label, slot, offset, _, of) = row(entry);
        table.variables.push((label, slot, offset, 32, of));
    }
    for of in types.as_object().into_iter().flat_map(|types| types.values()) {
        if let Some(members) = of["members"].as_array() {
            let name = text(of, "label").replace("struct ", "").replace(&within, "");
            table.structs.insert(name, members.iter().map(row).collect());
        }
    }
    table
}

#[test]
fn storage_lies_where_solc_puts_it() {
    let Some(layouts) = compiled::read("storage-layout.json") else { return };
    let layouts = layouts.as_object().unwrap();
    let described = described();
    assert_eq!(layouts.len(), described.len(), "a twin without a precompile, or the reverse");
    for (name, description) in described {
        let layout = layouts.get(name).unwrap_or_else(|| panic!("{name} has no twin"));
        assert_eq!(ours(&description), solcs(name, layout), "{name}");
    }
}
