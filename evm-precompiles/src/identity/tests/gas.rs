//! What the functions cost: the table in `docs/spec/identity.md`.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;

use super::{ACME, ALICE, BOB, BOND, EMCA, HASH, SCHEMA, now, pass, world};
use crate::{
    Status,
    abi::IIdentity::{
        KeyType, announceLeaveCall, attestCall, createGrantCall, hasTrustedCall, isActiveCall,
        isAttestedCall, logAccessCall, registerCall, registerWalletCall, releaseBondCall,
        revokeAllAttestationsCall, revokeAttestationCall, revokeGrantCall, rotateKeyCall,
        setRecordCall, setTrustedCall,
    },
    address::{GOVERNANCE, IDENTITY},
    identity::UNBONDING,
    memory::MemoryHost,
};

const DOCS: &str = include_str!("../../../../docs/spec/identity.md");

struct Meter {
    host: MemoryHost,
    rows: Vec<String>,
}

impl Meter {
    fn measure(&mut self, what: &str, caller: Address, value: U256, function: &impl SolCall) {
        let output = self.host.call(caller, IDENTITY, value, &function.abi_encode());
        assert_eq!(output.status, Status::Success, "{what}");
        self.rows.push(format!("| {what} | {} |", output.gas_used));
    }

    fn free(&mut self, what: &str, caller: Address, function: &impl SolCall) {
        self.measure(what, caller, U256::ZERO, function);
    }
}

#[test]
fn the_gas_table_of_the_docs_is_what_is_measured() {
    let host = world();
    let (one, time) = (U256::ONE, now(&host));
    let mut meter = Meter { host, rows: vec![] };
    let register = registerCall { kinds: 3, metadata: HASH };
    meter.measure("`register`, first on the chain", ACME, BOND, &register);
    meter.measure("`register`", EMCA, BOND, &register);
    let trusted = setTrustedCall { provider: ACME, kind: 1, trusted: true };
    meter.free("`setTrusted`, first of its kind", GOVERNANCE, &trusted);
    let (keyType, purpose) = (KeyType::Ed25519, HASH);
    let publicKey: alloy_primitives::Bytes = vec![7; 32].into();
    let wallet =
        registerWalletCall { keeper: ACME, keyType, publicKey: publicKey.clone(), purpose };
    meter.free("`registerWallet`, first on the chain", ALICE, &wallet);
    meter.free("`registerWallet`, another of the same person", ALICE, &wallet);
    let rotate = rotateKeyCall { walletId: one, keyType, publicKey: vec![8; 32].into() };
    meter.free("`rotateKey`", ALICE, &rotate);
    let record = setRecordCall { recordId: HASH, schema: SCHEMA, commitment: HASH };
    meter.free("`setRecord`, new", ALICE, &record);
    meter.free("`setRecord`, updated", ALICE, &setRecordCall { commitment: SCHEMA, ..record });
    let expiresAt = U256::ZERO;
    let said =
        attestCall { subject: ALICE, schema: SCHEMA, commitment: HASH, expiresAt, revocable: true };
    meter.free("`attest`, first on the chain", ACME, &said);
    meter.free("`attest` about somebody new", ACME, &attestCall { subject: BOB, ..said.clone() });
    meter.free("`attest`, replacing", ACME, &said);
    let gate = isAttestedCall { account: ALICE, schema: SCHEMA, attester: ACME };
    meter.free("`isAttested`, yes", BOB, &gate);
    meter.free("`isAttested`, no", BOB, &isAttestedCall { schema: HASH, ..gate });
    let gate = hasTrustedCall { account: ALICE, schema: SCHEMA, kind: 1 };
    meter.free("`hasTrusted`, one trusted, yes", BOB, &gate);
    meter.free("`revokeAttestation`", ACME, &revokeAttestationCall { uid: U256::from(3) });
    meter.free("`revokeAllAttestations`", ACME, &revokeAllAttestationsCall {});
    let grant = createGrantCall {
        client: BOB,
        scopes: vec![HASH],
        purpose: B256::repeat_byte(1),
        notBefore: time,
        notAfter: time + U256::from(9),
    };
    meter.free("`createGrant`, one scope, first on the chain", ALICE, &grant);
    meter.free("`createGrant`, one scope, same two parties", ALICE, &grant);
    let scopes = vec![HASH; 16];
    meter.free("`createGrant`, 16 scopes", ALICE, &createGrantCall { scopes, ..grant });
    meter.free("`isActive`", BOB, &isActiveCall { grantId: one, time });
    meter.free("`logAccess`", BOB, &logAccessCall { grantId: one, dataHash: HASH });
    meter.free("`revokeGrant`", ALICE, &revokeGrantCall { grantId: one });
    meter.free("`announceLeave`, first on the chain", EMCA, &announceLeaveCall {});
    pass(&mut meter.host, UNBONDING);
    meter.free("`releaseBond`, by hand", BOB, &releaseBondCall { provider: EMCA });
    let table = meter.rows.join("\n");
    assert!(DOCS.contains(&table), "docs/spec/identity.md should contain\n{table}");
}
