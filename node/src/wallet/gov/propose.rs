//! `cybermiles gov propose`: every kind of proposal there is.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent as _;
use clap::{Args, Subcommand};
use cybermiles_evm_precompiles::{
    abi::IGovernance::{
        Proposed, parameterCall, proposeClaimantCall, proposeParameterCall, proposePauseCall,
        proposeSpendingCall, proposeTextCall, proposeTrustCall, proposeUnclaimedCall,
        proposeUpgradeCall,
    },
    address::GOVERNANCE,
    governance::parameters::DEPOSIT,
};
use cybermiles_genesis::parse_address;

use super::action::{Function, parse_kind, parse_payee, parse_period, parse_value};
use crate::{
    error::NodeError,
    wallet::{Request, Sender, parse_cmt, view},
};

/// One of each kind.
pub(super) const EXAMPLES: &str = "Examples:\n  \
    cybermiles gov propose text --title 'More languages' --text 'We ask …' --key account.json\n  \
    cybermiles gov propose parameter --parameter staking.validators --value 25 --title 'More seats' --key account.json\n  \
    cybermiles gov propose parameter --parameter governance.deposit --value '5000 CMT' --title 'Cheaper' --key account.json\n  \
    cybermiles gov propose trust --provider 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --kind kyc --title 'Trust them' --key account.json\n  \
    cybermiles gov propose pause --function escrow-offers --period 3d --title 'Stop new orders' --key account.json\n  \
    cybermiles gov propose upgrade --name v2 --height 5000000 --title 'Version 2' --key account.json\n  \
    cybermiles gov propose spending --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --amount 1000 --title 'A grant' --key account.json\n  \
    cybermiles gov propose unclaimed --to reserve --title 'Unclaimed coins' --key account.json\n  \
    cybermiles gov propose claimant --account 0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F --claimant 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --title 'Their multisig' --key account.json";

/// What every proposal has.
#[derive(Clone, Debug, Args)]
pub(crate) struct Wording {
    /// Its title, at most 100 bytes
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// What it says and why, at most 4,096 bytes
    #[arg(long, value_name = "TEXT", default_value = "")]
    text: String,
    /// The deposit; there is only one that is taken [default: the parameter governance.deposit]
    #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
    deposit: Option<U256>,
    #[command(flatten)]
    sender: Sender,
}

/// What can be proposed.
#[derive(Debug, Subcommand)]
pub(crate) enum Propose {
    /// A statement
    Text {
        #[command(flatten)]
        wording: Wording,
    },
    /// To change a parameter (see `cybermiles gov parameters`)
    Parameter {
        /// Its name
        #[arg(long, value_name = "NAME")]
        parameter: String,
        /// Its new value in the parameter's unit; amounts also as '500 CMT'
        #[arg(long, value_name = "NUMBER", value_parser = parse_value)]
        value: U256,
        #[command(flatten)]
        wording: Wording,
    },
    /// That Identity trusts a provider for a kind, or no longer
    Trust {
        /// Whom
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        provider: Address,
        /// For what: wallet, kyc, carrier, location, audience, brand, bank, or a number up to 31
        #[arg(long, value_name = "KIND", value_parser = parse_kind)]
        kind: u8,
        /// No longer
        #[arg(long)]
        withdraw: bool,
        #[command(flatten)]
        wording: Wording,
    },
    /// To pause a function for some time, or to end its pause; without a time lock
    Pause {
        /// What
        #[arg(long, value_enum, value_name = "FUNCTION")]
        function: Function,
        /// How long from then on, at most 14d: seconds, or a number with m, h or d. 0 ends a pause
        #[arg(long, value_name = "TIME", value_parser = parse_period)]
        period: u64,
        #[command(flatten)]
        wording: Wording,
    },
    /// That a new version's rules hold from a block on; nodes without it stop before that block
    Upgrade {
        /// The upgrade's name, as the new version knows it
        #[arg(long, value_name = "NAME")]
        name: String,
        /// The block; 0 calls the upgrade off
        #[arg(long, value_name = "BLOCK")]
        height: u64,
        #[command(flatten)]
        wording: Wording,
    },
    /// To pay from the reserve
    Spending {
        /// To whom
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        to: Address,
        /// How much
        #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
        amount: U256,
        #[command(flatten)]
        wording: Wording,
    },
    /// Where all goes that nobody claimed in the migration, once its deadline has passed
    Unclaimed {
        /// To whom: an address, `reserve` for governance's, or `burn` for nobody
        #[arg(long, value_name = "ADDRESS", value_parser = parse_payee)]
        to: Address,
        #[command(flatten)]
        wording: Wording,
    },
    /// Who claims a row of the migration that the genesis named nobody for
    Claimant {
        /// Whose row: the account on Ethereum
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        account: Address,
        /// Who claims it: an account here that can sign, or a contract here
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        claimant: Address,
        #[command(flatten)]
        wording: Wording,
    },
}

/// Proposes, and says under which number.
pub(super) fn run(propose: &Propose) -> Result<(), NodeError> {
    let wording = propose.wording();
    let wallet = wording.sender.open()?;
    let deposit = match wording.deposit {
        Some(deposit) => deposit,
        None => {
            let call = parameterCall { key: DEPOSIT.key.into() };
            view(wallet.node(), GOVERNANCE, &call)?.value
        }
    };
    let Some(receipt) = wallet.deliver(&propose.request(deposit))? else { return Ok(()) };
    let number = receipt["logs"].as_array().into_iter().flatten().find_map(|log| {
        let topic = |place: usize| log["topics"][place].as_str()?.parse::<B256>().ok();
        (topic(0)? == Proposed::SIGNATURE_HASH).then(|| topic(1)).flatten()
    });
    if let Some(number) = number {
        let number = U256::from_be_bytes(number.0);
        println!("Proposal {number}: vote with `cybermiles gov vote {number} yes`");
    }
    Ok(())
}

impl Propose {
    const fn wording(&self) -> &Wording {
        let (Self::Text { wording }
        | Self::Parameter { wording, .. }
        | Self::Trust { wording, .. }
        | Self::Pause { wording, .. }
        | Self::Upgrade { wording, .. }
        | Self::Spending { wording, .. }
        | Self::Unclaimed { wording, .. }
        | Self::Claimant { wording, .. }) = self;
        wording
    }

    /// The call that proposes it, with a deposit in wei.
    fn request(&self, deposit: U256) -> Request {
        let Wording { title, text, .. } = self.wording().clone();
        match self {
            Self::Text { .. } => {
                Request::new(GOVERNANCE, deposit, &proposeTextCall { title, text })
            }
            Self::Parameter { parameter, value, .. } => {
                let call =
                    proposeParameterCall { title, text, key: parameter.clone(), value: *value };
                Request::new(GOVERNANCE, deposit, &call)
            }
            Self::Trust { provider, kind, withdraw, .. } => {
                let (provider, kind, trusted) = (*provider, *kind, !withdraw);
                let call = proposeTrustCall { title, text, provider, kind, trusted };
                Request::new(GOVERNANCE, deposit, &call)
            }
            Self::Pause { function, period, .. } => {
                let (target, period) = ((*function).into(), U256::from(*period));
                let call = proposePauseCall { title, text, target, period };
                Request::new(GOVERNANCE, deposit, &call)
            }
            Self::Upgrade { name, height, .. } => {
                let height = U256::from(*height);
                let call = proposeUpgradeCall { title, text, name: name.clone(), height };
                Request::new(GOVERNANCE, deposit, &call)
            }
            Self::Spending { to, amount, .. } => {
                let call = proposeSpendingCall { title, text, to: *to, amount: *amount };
                Request::new(GOVERNANCE, deposit, &call)
            }
            Self::Unclaimed { to, .. } => {
                Request::new(GOVERNANCE, deposit, &proposeUnclaimedCall { title, text, to: *to })
            }
            Self::Claimant { account, claimant, .. } => {
                let (account, claimant) = (*account, *claimant);
                let call = proposeClaimantCall { title, text, account, claimant };
                Request::new(GOVERNANCE, deposit, &call)
            }
        }
    }
}
