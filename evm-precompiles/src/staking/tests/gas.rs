//! What the functions cost: the table in `docs/spec/staking.md`.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;

use super::{
    evidence::evidence,
    world::{ALICE, BOB, CAROL, DAY, World, cmt, party},
};
use crate::{
    Status,
    abi::IStaking::{
        VoteKind, claimCall, compoundCall, declareCall, delegateCall, delegationCall,
        redelegateCall, setCommissionCall, settleCall, supplyCall, undelegateCall,
    },
    address::STAKING,
};

const DOCS: &str = include_str!("../../../../docs/spec/staking.md");

struct Meter {
    world: World,
    rows: Vec<String>,
}

impl Meter {
    fn measure(&mut self, what: &str, caller: Address, value: U256, function: &impl SolCall) {
        let output = self.world.host.call(caller, STAKING, value, &function.abi_encode());
        assert_eq!(output.status, Status::Success, "{what}");
        self.rows.push(format!("| {what} | {} |", output.gas_used));
    }

    fn free(&mut self, what: &str, caller: Address, function: &impl SolCall) {
        self.measure(what, caller, U256::ZERO, function);
    }
}

#[test]
fn the_gas_table_of_the_docs_is_what_is_measured() {
    let mut meter = Meter { world: World::new(), rows: vec![] };
    for (number, what) in [(0, "`declare`, first on the chain"), (1, "`declare`")] {
        let declaration = party(number).declaration(cmt(1_000));
        meter.measure(what, party(number).operator, cmt(100), &declareCall { declaration });
    }
    meter.world.elect_now();
    let (first, second) = (party(0).operator, party(1).operator);
    let delegate = |validator| delegateCall { validator };
    meter.measure("`delegate`, first time", ALICE, cmt(50), &delegate(first));
    meter.measure("`delegate` again", ALICE, cmt(50), &delegate(first));
    meter.world.end_epoch();
    meter.measure("`delegate` again, with rewards paid", ALICE, cmt(50), &delegate(first));
    meter.world.end_epoch();
    meter.free("`claim`", ALICE, &claimCall { validator: first });
    meter.free("`claim` by the operator", first, &claimCall { validator: first });
    meter.world.end_epoch();
    meter.free("`compound`", ALICE, &compoundCall { validator: first });
    meter.world.end_epoch();
    let part = |validator, amount| undelegateCall { validator, amount };
    meter.free("`undelegate`, first on the chain", ALICE, &part(first, cmt(10)));
    meter.free("`undelegate` again", ALICE, &part(first, cmt(10)));
    let amount = cmt(10);
    let move_on = redelegateCall { origin: first, validator: second, amount };
    meter.free("`redelegate`, first time", ALICE, &move_on);
    meter.free("`redelegate` again", ALICE, &move_on);
    meter.free("`undelegate` all, of it two redelegations", ALICE, &part(second, U256::MAX));
    meter.world.pass(7 * DAY);
    meter.free("`settle`, by hand", BOB, &settleCall { id: U256::ONE });
    meter.free("`setCommission`", first, &setCommissionCall { rate: 1_100 });
    meter.free("`delegation`", BOB, &delegationCall { delegator: ALICE, validator: first });
    meter.free("`supply`", BOB, &supplyCall {});
    let proof = evidence(&party(0), 0, [VoteKind::Notarize, VoteKind::Notarize]);
    meter.free("`submitEvidence`, committee of 2", CAROL, &proof);
    let table = meter.rows.join("\n");
    assert!(DOCS.contains(&table), "docs/spec/staking.md should contain\n{table}");
}
