// Written by scripts/build.mjs from the Solidity sources.
export declare const governanceAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "AlreadyClaimed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "AmountTooLarge";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
    ];
    readonly name: "DeadlineNotPassed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
    ];
    readonly name: "DeadlinePassed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "DelegateCallNotAllowed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "height";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "lowest";
        readonly type: "uint256";
      },
    ];
    readonly name: "HeightTooLow";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "have";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "want";
        readonly type: "uint256";
      },
    ];
    readonly name: "InsufficientBalance";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidCalldata";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
    ];
    readonly name: "InvalidName";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidSignature";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoChoice";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoMigration";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NoStake";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoUpgradePending";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotClaimable";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "dueAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotDue";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotOpen";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotPayee";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NothingLeft";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "key";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "min";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "OutOfBounds";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "PageTooLarge";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "period";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "PauseTooLong";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
    ];
    readonly name: "Paused";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "have";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "want";
        readonly type: "uint256";
      },
    ];
    readonly name: "ReserveTooSmall";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
    ];
    readonly name: "SignatureExpired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "StaticCallNotAllowed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "key";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "lowest";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "highest";
        readonly type: "uint256";
      },
    ];
    readonly name: "StepTooLarge";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "TitleMissing";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "length";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "TooLong";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "TooManyOpen";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "key";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "Unchanged";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "key";
        readonly type: "string";
      },
    ];
    readonly name: "UnknownParameter";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownProposal";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes4";
        readonly name: "selector";
        readonly type: "bytes4";
      },
    ];
    readonly name: "UnknownSelector";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "height";
        readonly type: "uint256";
      },
    ];
    readonly name: "UpgradePending";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "ValueNotAllowed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "endedAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "VotingEnded";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "sent";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "required";
        readonly type: "uint256";
      },
    ];
    readonly name: "WrongDeposit";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "ZeroAddress";
    readonly type: "error";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "enum IGovernance.State";
        readonly name: "state";
        readonly type: "uint8";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "yes";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "no";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "abstain";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "veto";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "total";
            readonly type: "uint256";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IGovernance.Tally";
        readonly name: "tally";
        readonly type: "tuple";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "executeAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "Concluded";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "proposer";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "DepositBurned";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "proposer";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "DepositReturned";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "Executed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes";
        readonly name: "reason";
        readonly type: "bytes";
      },
    ];
    readonly name: "ExecutionFailed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "string";
        readonly name: "key";
        readonly type: "string";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "before";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "ParameterChanged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "enum IGovernance.Pausable";
        readonly name: "target";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
    ];
    readonly name: "PauseSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "proposer";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "enum IGovernance.Kind";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly indexed: false;
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "string";
            readonly name: "key";
            readonly type: "string";
          },
          {
            readonly internalType: "address";
            readonly name: "account";
            readonly type: "address";
          },
          {
            readonly internalType: "uint8";
            readonly name: "index";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "value";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "flag";
            readonly type: "bool";
          },
          {
            readonly internalType: "address";
            readonly name: "claimant";
            readonly type: "address";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IGovernance.Action";
        readonly name: "action";
        readonly type: "tuple";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "deposit";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "endsAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "Proposed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "ReserveSpent";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnclaimedDecided";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "height";
        readonly type: "uint256";
      },
    ];
    readonly name: "UpgradeCancelled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "height";
        readonly type: "uint256";
      },
    ];
    readonly name: "UpgradeScheduled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "voter";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "enum IGovernance.Choice";
        readonly name: "choice";
        readonly type: "uint8";
      },
    ];
    readonly name: "Voted";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [];
    readonly name: "funds";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "reserve";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "deposits";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "openProposals";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256[]";
        readonly name: "";
        readonly type: "uint256[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "key";
        readonly type: "string";
      },
    ];
    readonly name: "parameter";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "string";
            readonly name: "key";
            readonly type: "string";
          },
          {
            readonly internalType: "uint256";
            readonly name: "value";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "initial";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "min";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "max";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "lowest";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "highest";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "timeLock";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IGovernance.ParameterRecord";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "from";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "parameters";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "string";
            readonly name: "key";
            readonly type: "string";
          },
          {
            readonly internalType: "uint256";
            readonly name: "value";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "initial";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "min";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "max";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "lowest";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "highest";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "timeLock";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IGovernance.ParameterRecord[]";
        readonly name: "";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "enum IGovernance.Pausable";
        readonly name: "target";
        readonly type: "uint8";
      },
    ];
    readonly name: "pausedUntil";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "poke";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "proposal";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "id";
            readonly type: "uint256";
          },
          {
            readonly internalType: "enum IGovernance.Kind";
            readonly name: "kind";
            readonly type: "uint8";
          },
          {
            readonly internalType: "enum IGovernance.State";
            readonly name: "state";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "proposer";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "submittedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "endsAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "executeAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "string";
            readonly name: "title";
            readonly type: "string";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "string";
                readonly name: "key";
                readonly type: "string";
              },
              {
                readonly internalType: "address";
                readonly name: "account";
                readonly type: "address";
              },
              {
                readonly internalType: "uint8";
                readonly name: "index";
                readonly type: "uint8";
              },
              {
                readonly internalType: "uint256";
                readonly name: "value";
                readonly type: "uint256";
              },
              {
                readonly internalType: "bool";
                readonly name: "flag";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "claimant";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IGovernance.Action";
            readonly name: "action";
            readonly type: "tuple";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "uint256";
                readonly name: "yes";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "no";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "abstain";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "veto";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "total";
                readonly type: "uint256";
              },
            ];
            readonly internalType: "struct IGovernance.Tally";
            readonly name: "tally";
            readonly type: "tuple";
          },
        ];
        readonly internalType: "struct IGovernance.Proposal";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "proposalCount";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "from";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "proposals";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "id";
            readonly type: "uint256";
          },
          {
            readonly internalType: "enum IGovernance.Kind";
            readonly name: "kind";
            readonly type: "uint8";
          },
          {
            readonly internalType: "enum IGovernance.State";
            readonly name: "state";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "proposer";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "submittedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "endsAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "executeAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "string";
            readonly name: "title";
            readonly type: "string";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "string";
                readonly name: "key";
                readonly type: "string";
              },
              {
                readonly internalType: "address";
                readonly name: "account";
                readonly type: "address";
              },
              {
                readonly internalType: "uint8";
                readonly name: "index";
                readonly type: "uint8";
              },
              {
                readonly internalType: "uint256";
                readonly name: "value";
                readonly type: "uint256";
              },
              {
                readonly internalType: "bool";
                readonly name: "flag";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "claimant";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IGovernance.Action";
            readonly name: "action";
            readonly type: "tuple";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "uint256";
                readonly name: "yes";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "no";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "abstain";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "veto";
                readonly type: "uint256";
              },
              {
                readonly internalType: "uint256";
                readonly name: "total";
                readonly type: "uint256";
              },
            ];
            readonly internalType: "struct IGovernance.Tally";
            readonly name: "tally";
            readonly type: "tuple";
          },
        ];
        readonly internalType: "struct IGovernance.Proposal[]";
        readonly name: "";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "claimant";
        readonly type: "address";
      },
    ];
    readonly name: "proposeClaimant";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "key";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "proposeParameter";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly internalType: "enum IGovernance.Pausable";
        readonly name: "target";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint256";
        readonly name: "period";
        readonly type: "uint256";
      },
    ];
    readonly name: "proposePause";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "proposeSpending";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
    ];
    readonly name: "proposeText";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly internalType: "bool";
        readonly name: "trusted";
        readonly type: "bool";
      },
    ];
    readonly name: "proposeTrust";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
    ];
    readonly name: "proposeUnclaimed";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "title";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "text";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "height";
        readonly type: "uint256";
      },
    ];
    readonly name: "proposeUpgrade";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "tally";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "yes";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "no";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "abstain";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "veto";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "total";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IGovernance.Tally";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "unclaimedDecision";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "upgrade";
    readonly outputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "height";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly internalType: "enum IGovernance.Choice";
        readonly name: "choice";
        readonly type: "uint8";
      },
    ];
    readonly name: "vote";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "voteOf";
    readonly outputs: readonly [
      {
        readonly internalType: "enum IGovernance.Choice";
        readonly name: "";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
];
