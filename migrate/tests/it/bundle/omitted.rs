//! Bundles that leave holders out, and say in the manifest that nobody is missing.

use serde_json::{Value, json};

use super::*;

/// Holders 7 and 14 only, who have together what holder 21 has; the slot of that.
fn few() -> (World, B256, U256) {
    let world = World::new();
    let account = |n: u64| Address::from_word(keccak256(n.to_be_bytes()));
    let all = rows(400);
    for name in ["logs.csv", "holders.nodes", "delegates.csv"] {
        fs::remove_file(world.path(name)).unwrap();
    }
    let few: BTreeMap<_, _> = [7, 14].map(|n| (account(n), all[&account(n)])).into();
    let lines: String = few.iter().map(|(a, wei)| format!("{a:#x},{wei}\n")).collect();
    fs::write(world.path("balances.csv"), format!("address,balance_wei\n{lines}")).unwrap();
    let sum = few.values().sum();
    assert_eq!(all[&account(21)], sum);
    (world, Mapping::CMT.slot_of(account(21)), sum)
}

fn say(world: &World, change: impl FnOnce(&mut Value)) {
    let path = world.path("manifest.json");
    let mut manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut manifest);
    fs::write(&path, serde_json::to_vec_pretty(&manifest).unwrap()).unwrap();
}

#[test]
fn a_balance_is_not_taken_for_the_supply() {
    let (world, slot, sum) = few();
    let text = fs::read_to_string(world.path("slots.csv")).unwrap();
    let row = format!("{slot},{}", B256::from(sum));
    let mut lines: Vec<&str> = text.lines().skip(1).chain([row.as_str()]).collect();
    lines.sort_unstable();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(world.path("slots.csv"), format!("slot,value\n{text}")).unwrap();
    prove_again(&world);
    let digits = slot.to_string()[2..].to_owned();
    let supply = [json!(digits), json!(format!("0x{digits}")), json!([digits]), json!(0.5)];
    for slot in supply.into_iter().chain([json!("0"), json!(7), json!(-1), Value::Null]) {
        say(&world, |manifest| manifest["facts"]["supply_slot"] = slot);
        world.refused(&[]);
    }
    say(&world, |manifest| manifest["facts"]["supply_slot"] = json!(0));
    world.refused(&[]);
}

#[test]
fn numbers_of_a_manifest_are_numbers() {
    let world = World::new();
    let whole = fs::read(world.path("manifest.json")).unwrap();
    let wrong = |at: &str, value: Value| {
        fs::write(world.path("manifest.json"), &whole).unwrap();
        say(&world, |manifest| *manifest.pointer_mut(at).unwrap() = value);
        world.refused(&[]);
    };
    wrong("/facts/balances/slot", json!("1"));
    wrong("/facts/balances/slot", json!("0".repeat(63) + "1"));
    wrong("/facts/balances/slot", json!(65));
    wrong("/facts/balances/slot", json!(2));
    wrong("/facts/balances/slot", json!(1.5));
    wrong("/facts/balances/order", json!("vyper"));
    wrong("/facts/balances/order", json!("toString"));
    wrong("/facts/block/number", json!("6486489"));
    wrong("/facts/supply_slot", json!("0"));
    wrong("/parts/0/bytes", json!("534"));
    fs::write(world.path("manifest.json"), &whole).unwrap();
    assert!(world.verify().is_ok());
}

#[test]
fn nobody_at_all_proves_no_mapping() {
    let (world, ..) = few();
    fs::write(world.path("balances.csv"), "address,balance_wei\n").unwrap();
    prove_again(&world);
    world.refused(&["no account with a balance is known"]);
}
