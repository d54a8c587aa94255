//! Commands that send one transaction to a native contract, or print it for another wallet.

pub(crate) mod gov;
pub(crate) mod stake;
pub(crate) mod validator;

use std::{io::Write as _, path::PathBuf, time::Duration};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, TxKind, U64, U256, utils::parse_ether};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use clap::Args;
use serde_json::{Value, json};

use crate::{
    accounts,
    ask::{DEFAULT_RPC, Node},
    cli::DEV_MNEMONIC,
    error::NodeError,
    password,
};

/// How often it is asked whether the transaction is in a block, and how many times.
const LOOK: Duration = Duration::from_millis(250);
const LOOKS: u32 = 240;

/// Who sends, and through which node.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sending")]
pub(crate) struct Sender {
    /// The node's JSON-RPC
    #[arg(long, value_name = "URL", default_value = DEFAULT_RPC)]
    rpc: String,
    /// The account's key: a Web3 keystore, as geth and most wallets write it
    #[arg(long, value_name = "FILE", conflicts_with = "dev_account")]
    key: Option<PathBuf>,
    /// The key's password is the first line of this file; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    key_password_file: Option<PathBuf>,
    /// An account of the mnemonic every tool knows, by its number: for test networks
    #[arg(long, value_name = "NUMBER")]
    dev_account: Option<u32>,
    /// Send nothing: print receiver, value and data for another wallet. Who sends is then --from
    #[arg(long)]
    print: bool,
    /// The account that will send what is printed
    #[arg(long, value_name = "ADDRESS")]
    from: Option<Address>,
}

/// A transaction to a native contract, not signed yet.
pub(crate) struct Request {
    to: Address,
    value: U256,
    data: Bytes,
}

impl Request {
    pub(crate) fn new(to: Address, value: U256, call: &impl SolCall) -> Self {
        Self { to, value, data: call.abi_encode().into() }
    }
}

/// A sender whose key is open, and its node.
pub(crate) struct Wallet {
    node: Node,
    signer: Option<PrivateKeySigner>,
    address: Address,
}

impl Sender {
    /// The node alone, to ask something.
    pub(crate) fn node(&self) -> Result<Node, NodeError> {
        Node::at(&self.rpc)
    }

    /// Opens the key.
    ///
    /// # Errors
    /// [`NodeError`] when there is none, or it does not open.
    pub(crate) fn open(&self) -> Result<Wallet, NodeError> {
        let node = self.node()?;
        let signer = match (&self.key, self.dev_account) {
            (Some(path), _) => {
                let what = path.display().to_string();
                let password = password::ask(self.key_password_file.as_deref(), &what)?;
                let opened = PrivateKeySigner::decrypt_keystore(path, password);
                Some(opened.map_err(|error| NodeError::file(path, error))?)
            }
            (None, Some(number)) => {
                let count = number.saturating_add(1);
                accounts::derive(DEV_MNEMONIC, count)?.pop()
            }
            (None, None) => None,
        };
        let address = signer.as_ref().map(PrivateKeySigner::address).or(self.from);
        let Some(address) = address else {
            return Err(NodeError::Usage(
                "who sends? Name a key with --key FILE (or --dev-account NUMBER on a test \
                 network), or print the transaction with --print --from ADDRESS"
                    .into(),
            ));
        };
        if signer.is_none() && !self.print {
            return Err(NodeError::Usage(
                "--from goes with --print: without a key nothing can be sent".into(),
            ));
        }
        Ok(Wallet { node, signer: signer.filter(|_| !self.print), address })
    }
}

impl Wallet {
    /// Who sends.
    pub(crate) const fn address(&self) -> Address {
        self.address
    }

    /// The node it sends through.
    pub(crate) const fn node(&self) -> &Node {
        &self.node
    }

    /// The chain's id.
    pub(crate) fn chain_id(&self) -> Result<u64, NodeError> {
        Ok(self.node.ask::<U64>("eth_chainId", &json!([]))?.to())
    }

    /// Sends, waits for the block and says so; or prints.
    ///
    /// # Errors
    /// [`NodeError`] with the contract's error by name when it refuses.
    pub(crate) fn send(&self, request: &Request) -> Result<(), NodeError> {
        self.deliver(request).map(drop)
    }

    /// As [`Wallet::send`], for who wants the receipt; `None` when it was only printed.
    ///
    /// # Errors
    /// As [`Wallet::send`].
    pub(crate) fn deliver(&self, request: &Request) -> Result<Option<Value>, NodeError> {
        let Request { to, value, data } = request;
        let Some(signer) = &self.signer else {
            println!("to     {to}\nvalue  {value} wei\ndata   {data}");
            return Ok(None);
        };
        let call = json!({ "from": self.address, "to": to, "value": value, "data": data });
        let gas: U64 = self.node.ask("eth_estimateGas", &json!([call, "pending"]))?;
        let nonce: U64 =
            self.node.ask("eth_getTransactionCount", &json!([self.address, "pending"]))?;
        let tip: U256 = self.node.ask("eth_maxPriorityFeePerGas", &json!([]))?;
        let base: U256 = self.node.ask("eth_baseFee", &json!([]))?;
        let tip: u128 = tip.saturating_to();
        let transaction = TxEip1559 {
            chain_id: self.chain_id()?,
            nonce: nonce.to(),
            // What a contract costs can change until the transaction is in a block.
            gas_limit: gas.to::<u64>().saturating_mul(5) / 4,
            // Twice the base fee stays enough for six full blocks in a row.
            max_fee_per_gas: base.saturating_to::<u128>().saturating_mul(2).saturating_add(tip),
            max_priority_fee_per_gas: tip,
            to: TxKind::Call(*to),
            value: *value,
            input: data.clone(),
            ..Default::default()
        };
        let signature = signer
            .sign_hash_sync(&transaction.signature_hash())
            .map_err(|error| NodeError::Usage(error.to_string()))?;
        let raw: Bytes = TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into();
        let hash: B256 = self.node.ask("eth_sendRawTransaction", &json!([raw]))?;
        println!("Sent {hash}");
        self.wait(hash).map(Some)
    }

    fn wait(&self, hash: B256) -> Result<Value, NodeError> {
        for _ in 0..LOOKS {
            let receipt: Value = self.node.ask("eth_getTransactionReceipt", &json!([hash]))?;
            if let Some(block) = receipt["blockNumber"].as_str() {
                let block = u64::from_str_radix(block.trim_start_matches("0x"), 16);
                let block = block.unwrap_or_default();
                if receipt["status"] == "0x1" {
                    println!("Final in block {block}");
                    return Ok(receipt);
                }
                return Err(NodeError::Duty(format!("refused by the contract in block {block}")));
            }
            std::thread::sleep(LOOK);
        }
        Err(NodeError::Duty(format!(
            "{hash} is not in a block after a minute; it is still pending: ask again with your \
             wallet before you send another"
        )))
    }
}

/// Prints a list. Whoever reads only its beginning is welcome to.
fn show(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Reads an amount of CMT, with a fraction if wanted, as wei.
pub(crate) fn parse_cmt(text: &str) -> Result<U256, String> {
    parse_ether(text).map_err(|_| format!("`{text}`: expected CMT, such as 100 or 0.5"))
}

/// Reads a percentage as basis points.
pub(crate) fn parse_percent(text: &str) -> Result<u16, String> {
    let expected = || format!("`{text}`: expected percent from 0 to 100, such as 5 or 2.5");
    let percent: f64 = text.parse().map_err(|_| expected())?;
    let points = (percent * 100.0).round();
    // NaN is in no range.
    if !(0.0..=10_000.0).contains(&points) {
        return Err(expected());
    }
    Ok(points as u16)
}

/// Wei as CMT.
pub(crate) fn cmt(wei: U256) -> String {
    let text = alloy_primitives::utils::format_ether(wei);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} CMT")
}

/// The answer of a view function at the head.
pub(crate) fn view<C: SolCall>(node: &Node, to: Address, call: &C) -> Result<C::Return, NodeError> {
    let data: Bytes = call.abi_encode().into();
    let answer: Bytes = node.ask("eth_call", &json!([{ "to": to, "data": data }, "latest"]))?;
    C::abi_decode_returns(&answer).map_err(|error| NodeError::Unanswered {
        url: to.to_string(),
        reason: format!("an answer that cannot be read: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_rates_are_read_as_people_write_them() {
        assert_eq!(parse_cmt("1.5"), Ok(U256::from(1_500_000_000_000_000_000u64)));
        assert_eq!(cmt(parse_cmt("1.50").unwrap()), "1.5 CMT");
        assert_eq!(cmt(U256::ZERO), "0 CMT");
        assert!(parse_cmt("much").is_err_and(|error| error.contains("expected CMT")));
        assert_eq!(parse_percent("2.5"), Ok(250));
        for bad in ["-1", "101", "nan", "5%"] {
            assert!(parse_percent(bad).is_err_and(|error| error.contains("0 to 100")), "{bad}");
        }
    }
}
