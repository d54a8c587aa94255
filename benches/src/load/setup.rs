//! What must be on the chain before the clock starts: funded senders, and the token.

use std::time::{Duration, Instant};

use alloy_consensus::TxEip1559;
use alloy_primitives::{Address, B256, Bytes, TxKind, U64, U256, hex};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    LoadError,
    client::Connection,
    order,
    plan::{Plan, Workload},
    token,
    wallet::{Signed, Wallet},
};

/// Setting up must be included within this time.
const SETUP_TIMEOUT: Duration = Duration::from_secs(120);
/// Calls in one batch of the set-up: small enough for every node.
const SETUP_BATCH: usize = 100;
/// Gas of one minting call for [`SETUP_BATCH`] new holders; below EIP-7825's cap.
const MINT_GAS: u64 = 8_000_000;
/// Gas of a plain transfer.
pub const PLAIN_GAS: u64 = 21_000;
/// Gas of a transfer with [`BULK_BYTES`] of data: 40 a byte, and what any transaction costs.
const BULK_GAS: u64 = PLAIN_GAS + 40 * BULK_BYTES as u64;
/// Bytes of data of a [`Workload::Bulk`] transfer.
pub const BULK_BYTES: usize = 10_000;
/// `balanceOf(address)`.
const BALANCE_OF: [u8; 4] = hex!("70a08231");
/// One gwei, in wei.
const GWEI: u128 = 1_000_000_000;

/// A chain ready for a run.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Its EIP-155 id.
    pub chain_id: u64,
    /// What `web3_clientVersion` says.
    pub client_version: String,
    /// The senders, funded, with their next nonces.
    pub senders: Vec<Wallet>,
    /// The token, for those that need it.
    pub token: Option<Address>,
    /// The head's timestamp, in Unix seconds: deadlines of orders count from it.
    pub now: u64,
}

#[derive(Deserialize)]
struct Head {
    timestamp: U64,
}

/// The transaction every other is made from: fees and chain, no target yet.
pub fn template(chain_id: u64, plan: &Plan) -> TxEip1559 {
    TxEip1559 {
        chain_id,
        gas_limit: match plan.workload {
            Workload::Transfers => PLAIN_GAS,
            Workload::Erc20 => token::TRANSFER_GAS,
            Workload::Mixed => order::OFFER_GAS,
            Workload::Bulk => BULK_GAS,
        },
        max_fee_per_gas: u128::from(plan.max_fee_gwei) * GWEI,
        max_priority_fee_per_gas: GWEI,
        ..Default::default()
    }
}

/// Funds the plan's senders from the development accounts and deploys what it needs.
///
/// # Errors
/// [`LoadError`] saying which step the node did not take.
pub async fn prepare(connection: &mut Connection, plan: &Plan) -> Result<Ready, LoadError> {
    let chain_id: U64 = connection.call("eth_chainId", json!([])).await?;
    let client_version = connection.call("web3_clientVersion", json!([])).await?;
    let mut setup = Setup { connection, plan, chain_id: chain_id.to(), bank: Vec::new() };
    setup.bank = setup.with_nonces(Wallet::dev_accounts()?).await?;
    let senders = (0..plan.senders).map(Wallet::sender).collect::<Result<Vec<_>, _>>()?;
    let senders = setup.with_nonces(senders).await?;
    setup.fund(&senders).await?;
    let token = match plan.workload.has_token() {
        true => Some(setup.deploy_token(&senders).await?),
        false => None,
    };
    let now: Head = setup.connection.call("eth_getBlockByNumber", json!(["latest", false])).await?;
    let now = now.timestamp.to();
    Ok(Ready { chain_id: setup.chain_id, client_version, senders, token, now })
}

struct Setup<'a> {
    connection: &'a mut Connection,
    plan: &'a Plan,
    chain_id: u64,
    /// The accounts that pay.
    bank: Vec<Wallet>,
}

impl Setup<'_> {
    async fn many<T: serde::de::DeserializeOwned>(
        &mut self,
        method: &str,
        params: Vec<Value>,
    ) -> Result<Vec<T>, LoadError> {
        let mut results = Vec::with_capacity(params.len());
        for chunk in params.chunks(SETUP_BATCH) {
            results.extend(self.connection.call_many(method, chunk.to_vec()).await?);
        }
        Ok(results)
    }

    async fn with_nonces(&mut self, mut wallets: Vec<Wallet>) -> Result<Vec<Wallet>, LoadError> {
        let params = wallets.iter().map(|wallet| json!([wallet.address, "latest"])).collect();
        let nonces: Vec<U64> = self.many("eth_getTransactionCount", params).await?;
        for (wallet, nonce) in wallets.iter_mut().zip(nonces) {
            wallet.nonce = nonce.to();
        }
        Ok(wallets)
    }

    async fn fund(&mut self, senders: &[Wallet]) -> Result<(), LoadError> {
        let template = template(self.chain_id, self.plan);
        let each = self.plan.count.div_ceil(self.plan.senders) + 1;
        let fee = U256::from(template.gas_limit) * U256::from(template.max_fee_per_gas);
        let needed = (fee + U256::from(1)) * U256::from(each);
        let params = senders.iter().map(|sender| json!([sender.address, "latest"])).collect();
        let balances: Vec<U256> = self.many("eth_getBalance", params).await?;
        let poor = senders.iter().zip(balances).filter(|(_, balance)| *balance < needed);
        let mut signed = Vec::new();
        for (index, (sender, _)) in poor.enumerate() {
            let payer = index % self.bank.len();
            signed.push(self.bank[payer].sign(TxEip1559 {
                gas_limit: PLAIN_GAS,
                to: TxKind::Call(sender.address),
                value: needed,
                ..template.clone()
            }));
        }
        self.include(signed).await
    }

    async fn deploy_token(&mut self, senders: &[Wallet]) -> Result<Address, LoadError> {
        let template = TxEip1559 { gas_limit: MINT_GAS, ..template(self.chain_id, self.plan) };
        let owner = &mut self.bank[0];
        let address = owner.address.create(owner.nonce);
        let mut signed = vec![owner.sign(TxEip1559 {
            to: TxKind::Create,
            input: token::init_code(),
            ..template.clone()
        })];
        let holders: Vec<_> = senders.iter().map(|sender| sender.address).collect();
        let value = U256::from(self.plan.count);
        // One account mints, so that its nonces put the deployment first.
        for chunk in holders.chunks(SETUP_BATCH) {
            signed.push(owner.sign(TxEip1559 {
                to: TxKind::Call(address),
                input: token::mint(chunk, value),
                ..template.clone()
            }));
        }
        self.include(signed).await?;
        for holder in [holders.first(), holders.last()].into_iter().flatten() {
            self.wait_for_tokens(address, *holder, value).await?;
        }
        Ok(address)
    }

    /// Waits until `holder` has `value` tokens: some nodes show a nonce before they can be called.
    async fn wait_for_tokens(
        &mut self,
        token: Address,
        holder: Address,
        value: U256,
    ) -> Result<(), LoadError> {
        let data = Bytes::from([&BALANCE_OF[..], holder.into_word().as_slice()].concat());
        let started = Instant::now();
        loop {
            let call = json!([{"to": token, "data": data}, "latest"]);
            let balance: Bytes = self.connection.call("eth_call", call).await?;
            if U256::try_from_be_slice(&balance).is_some_and(|balance| balance >= value) {
                return Ok(());
            }
            if started.elapsed() > SETUP_TIMEOUT {
                let reason = format!("{holder} holds no tokens after minting: balance {balance}");
                return Err(LoadError::Setup(reason));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sends `signed` and waits until the bank's nonces show that all are included.
    async fn include(&mut self, signed: Vec<Signed>) -> Result<(), LoadError> {
        let params = signed.iter().map(|tx| json!([hex::encode_prefixed(&tx.encoded)])).collect();
        let _: Vec<B256> = self.many("eth_sendRawTransaction", params).await?;
        let started = Instant::now();
        loop {
            let now = self.with_nonces(self.bank.clone()).await?;
            if now.iter().zip(&self.bank).all(|(now, wanted)| now.nonce >= wanted.nonce) {
                return Ok(());
            }
            if started.elapsed() > SETUP_TIMEOUT {
                return Err(LoadError::Setup(format!(
                    "{} transactions were not included within {SETUP_TIMEOUT:?}",
                    signed.len()
                )));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
