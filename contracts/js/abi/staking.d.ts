// Written by scripts/build.mjs from the Solidity sources.
export declare const stakingAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
    ];
    readonly name: "AlreadyValidator";
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
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "min";
        readonly type: "uint256";
      },
    ];
    readonly name: "AmountTooSmall";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint16";
        readonly name: "change";
        readonly type: "uint16";
      },
      {
        readonly internalType: "uint16";
        readonly name: "max";
        readonly type: "uint16";
      },
    ];
    readonly name: "CommissionChangeTooLarge";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "nextAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "CommissionChangedToday";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint16";
        readonly name: "rate";
        readonly type: "uint16";
      },
      {
        readonly internalType: "uint16";
        readonly name: "max";
        readonly type: "uint16";
      },
    ];
    readonly name: "CommissionTooHigh";
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
    readonly inputs: readonly [];
    readonly name: "InvalidConsensusKey";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidConsensusProof";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidRandaoKey";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidRandaoProof";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidSignature";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "index";
        readonly type: "uint256";
      },
    ];
    readonly name: "InvalidVote";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "consensusKey";
        readonly type: "bytes32";
      },
    ];
    readonly name: "KeyUsed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "stake";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "MaxStakeExceeded";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoContradiction";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "maturesAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotDue";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "consensusKey";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint64";
        readonly name: "epoch";
        readonly type: "uint64";
      },
    ];
    readonly name: "NotInCommittee";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
    ];
    readonly name: "NotJailed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
    ];
    readonly name: "NotValidator";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NothingToClaim";
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
        readonly name: "left";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "min";
        readonly type: "uint256";
      },
    ];
    readonly name: "RemainderTooSmall";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "SameValidator";
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
    readonly name: "SelfStakeTooSmall";
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
    readonly name: "StakeTooSmall";
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
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
    ];
    readonly name: "StillJailed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
    ];
    readonly name: "StillMaturing";
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
    readonly name: "TextTooLong";
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
    readonly name: "TooManyDelegations";
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
    readonly name: "TooManyEntries";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "epoch";
        readonly type: "uint64";
      },
    ];
    readonly name: "UnknownCommittee";
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
    readonly name: "UnknownEntry";
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
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
    ];
    readonly name: "ValidatorIsEmpty";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
    ];
    readonly name: "ValidatorIsRemoved";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "ValueNotAllowed";
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
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "candidate";
        readonly type: "bool";
      },
    ];
    readonly name: "CandidateChanged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "CommissionPaid";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint16";
        readonly name: "rate";
        readonly type: "uint16";
      },
    ];
    readonly name: "CommissionSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "consensusKey";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes";
        readonly name: "randaoKey";
        readonly type: "bytes";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "maxStake";
        readonly type: "uint256";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint16";
            readonly name: "rate";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "max";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "maxDailyChange";
            readonly type: "uint16";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IStaking.Commission";
        readonly name: "commission";
        readonly type: "tuple";
      },
    ];
    readonly name: "Declared";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "Delegated";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "bytes16";
            readonly name: "ip";
            readonly type: "bytes16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "port";
            readonly type: "uint16";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IStaking.Endpoint";
        readonly name: "endpoint";
        readonly type: "tuple";
      },
    ];
    readonly name: "EndpointSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint64";
        readonly name: "epoch";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "minted";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "distributed";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "elected";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "seats";
        readonly type: "uint256";
      },
    ];
    readonly name: "EpochEnded";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "burned";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
    ];
    readonly name: "Jailed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "maxStake";
        readonly type: "uint256";
      },
    ];
    readonly name: "MaxStakeSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "string";
            readonly name: "name";
            readonly type: "string";
          },
          {
            readonly internalType: "string";
            readonly name: "website";
            readonly type: "string";
          },
          {
            readonly internalType: "string";
            readonly name: "contact";
            readonly type: "string";
          },
          {
            readonly internalType: "string";
            readonly name: "details";
            readonly type: "string";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IStaking.Metadata";
        readonly name: "metadata";
        readonly type: "tuple";
      },
    ];
    readonly name: "MetadataSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "origin";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "Redelegated";
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
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "burned";
        readonly type: "uint256";
      },
    ];
    readonly name: "RedelegationMatured";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "RewardsPaid";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "maturesAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "Undelegated";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
    ];
    readonly name: "Unjailed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "burned";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "epoch";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "viewNumber";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "reporter";
        readonly type: "address";
      },
    ];
    readonly name: "ValidatorRemoved";
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
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "burned";
        readonly type: "uint256";
      },
    ];
    readonly name: "Withdrawn";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "number";
        readonly type: "uint64";
      },
    ];
    readonly name: "backups";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "validator";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "weight";
            readonly type: "uint64";
          },
        ];
        readonly internalType: "struct IStaking.Backup[]";
        readonly name: "records";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "candidates";
    readonly outputs: readonly [
      {
        readonly internalType: "address[]";
        readonly name: "operators";
        readonly type: "address[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
    ];
    readonly name: "claim";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "number";
        readonly type: "uint64";
      },
    ];
    readonly name: "committee";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "seed";
        readonly type: "bytes32";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "validator";
            readonly type: "address";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "consensusKey";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes";
            readonly name: "randaoKey";
            readonly type: "bytes";
          },
          {
            readonly internalType: "uint64";
            readonly name: "weight";
            readonly type: "uint64";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "bytes16";
                readonly name: "ip";
                readonly type: "bytes16";
              },
              {
                readonly internalType: "uint16";
                readonly name: "port";
                readonly type: "uint16";
              },
            ];
            readonly internalType: "struct IStaking.Endpoint";
            readonly name: "endpoint";
            readonly type: "tuple";
          },
        ];
        readonly internalType: "struct IStaking.SeatRecord[]";
        readonly name: "seats";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
    ];
    readonly name: "compound";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "bytes32";
            readonly name: "consensusKey";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes";
            readonly name: "randaoKey";
            readonly type: "bytes";
          },
          {
            readonly internalType: "bytes";
            readonly name: "consensusProof";
            readonly type: "bytes";
          },
          {
            readonly internalType: "bytes";
            readonly name: "randaoProof";
            readonly type: "bytes";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxStake";
            readonly type: "uint256";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "uint16";
                readonly name: "rate";
                readonly type: "uint16";
              },
              {
                readonly internalType: "uint16";
                readonly name: "max";
                readonly type: "uint16";
              },
              {
                readonly internalType: "uint16";
                readonly name: "maxDailyChange";
                readonly type: "uint16";
              },
            ];
            readonly internalType: "struct IStaking.Commission";
            readonly name: "commission";
            readonly type: "tuple";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "string";
                readonly name: "name";
                readonly type: "string";
              },
              {
                readonly internalType: "string";
                readonly name: "website";
                readonly type: "string";
              },
              {
                readonly internalType: "string";
                readonly name: "contact";
                readonly type: "string";
              },
              {
                readonly internalType: "string";
                readonly name: "details";
                readonly type: "string";
              },
            ];
            readonly internalType: "struct IStaking.Metadata";
            readonly name: "metadata";
            readonly type: "tuple";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "bytes16";
                readonly name: "ip";
                readonly type: "bytes16";
              },
              {
                readonly internalType: "uint16";
                readonly name: "port";
                readonly type: "uint16";
              },
            ];
            readonly internalType: "struct IStaking.Endpoint";
            readonly name: "endpoint";
            readonly type: "tuple";
          },
        ];
        readonly internalType: "struct IStaking.Declaration";
        readonly name: "declaration";
        readonly type: "tuple";
      },
    ];
    readonly name: "declare";
    readonly outputs: readonly [];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
    ];
    readonly name: "delegate";
    readonly outputs: readonly [];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
    ];
    readonly name: "delegation";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "validator";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "stake";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "shares";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "rewards";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maturing";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.DelegationRecord";
        readonly name: "record";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
    ];
    readonly name: "delegations";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "validator";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "stake";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "shares";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "rewards";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maturing";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.DelegationRecord[]";
        readonly name: "records";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "emission";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "year";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "amount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minted";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "endsAt";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.EmissionRecord";
        readonly name: "record";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "epoch";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "number";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "startedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minted";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.EpochRecord";
        readonly name: "record";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "parameters";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "validators";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "backups";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "unbonding";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minDelegation";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "dampingRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "backupRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "burnRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "lateEmissionRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "window";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missedRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "downtimeRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "jail";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "offenceRate";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.Parameters";
        readonly name: "record";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "origin";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "redelegate";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
    ];
    readonly name: "redelegations";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "id";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "origin";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "validator";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "shares";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maturesAt";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.RedelegationRecord[]";
        readonly name: "records";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint16";
        readonly name: "rate";
        readonly type: "uint16";
      },
    ];
    readonly name: "setCommission";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "bytes16";
            readonly name: "ip";
            readonly type: "bytes16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "port";
            readonly type: "uint16";
          },
        ];
        readonly internalType: "struct IStaking.Endpoint";
        readonly name: "endpoint";
        readonly type: "tuple";
      },
    ];
    readonly name: "setEndpoint";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "maxStake";
        readonly type: "uint256";
      },
    ];
    readonly name: "setMaxStake";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "string";
            readonly name: "name";
            readonly type: "string";
          },
          {
            readonly internalType: "string";
            readonly name: "website";
            readonly type: "string";
          },
          {
            readonly internalType: "string";
            readonly name: "contact";
            readonly type: "string";
          },
          {
            readonly internalType: "string";
            readonly name: "details";
            readonly type: "string";
          },
        ];
        readonly internalType: "struct IStaking.Metadata";
        readonly name: "metadata";
        readonly type: "tuple";
      },
    ];
    readonly name: "setMetadata";
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
    readonly name: "settle";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "consensusKey";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint64";
        readonly name: "epoch";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "viewNumber";
        readonly type: "uint64";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "enum IStaking.VoteKind";
            readonly name: "kind";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint64";
            readonly name: "parent";
            readonly type: "uint64";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "payload";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "r";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "s";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IStaking.Vote";
        readonly name: "first";
        readonly type: "tuple";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "enum IStaking.VoteKind";
            readonly name: "kind";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint64";
            readonly name: "parent";
            readonly type: "uint64";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "payload";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "r";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "s";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IStaking.Vote";
        readonly name: "second";
        readonly type: "tuple";
      },
    ];
    readonly name: "submitEvidence";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "supply";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "genesis";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minted";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "burned";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "total";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "locked";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "circulating";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.SupplyRecord";
        readonly name: "record";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "totals";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "staked";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "unbonding";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "pool";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "owed";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IStaking.TotalsRecord";
        readonly name: "record";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "turns";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "validator";
            readonly type: "address";
          },
          {
            readonly internalType: "uint32";
            readonly name: "kept";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "missed";
            readonly type: "uint32";
          },
        ];
        readonly internalType: "struct IStaking.Turns[]";
        readonly name: "records";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "delegator";
        readonly type: "address";
      },
    ];
    readonly name: "unbondings";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "id";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "delegator";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "validator";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "amount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maturesAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "origin";
            readonly type: "address";
          },
        ];
        readonly internalType: "struct IStaking.UnbondingRecord[]";
        readonly name: "records";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "validator";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "undelegate";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "unjail";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
    ];
    readonly name: "validator";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "operator";
            readonly type: "address";
          },
          {
            readonly internalType: "enum IStaking.Status";
            readonly name: "status";
            readonly type: "uint8";
          },
          {
            readonly internalType: "bool";
            readonly name: "isCandidate";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint256";
            readonly name: "tokens";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "shares";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "selfStake";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxStake";
            readonly type: "uint256";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "uint16";
                readonly name: "rate";
                readonly type: "uint16";
              },
              {
                readonly internalType: "uint16";
                readonly name: "max";
                readonly type: "uint16";
              },
              {
                readonly internalType: "uint16";
                readonly name: "maxDailyChange";
                readonly type: "uint16";
              },
            ];
            readonly internalType: "struct IStaking.Commission";
            readonly name: "commission";
            readonly type: "tuple";
          },
          {
            readonly internalType: "uint256";
            readonly name: "commissionOwed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "rewardsOwed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "dust";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "declaredAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "jailedUntil";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "removedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "consensusKey";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes";
            readonly name: "randaoKey";
            readonly type: "bytes";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "string";
                readonly name: "name";
                readonly type: "string";
              },
              {
                readonly internalType: "string";
                readonly name: "website";
                readonly type: "string";
              },
              {
                readonly internalType: "string";
                readonly name: "contact";
                readonly type: "string";
              },
              {
                readonly internalType: "string";
                readonly name: "details";
                readonly type: "string";
              },
            ];
            readonly internalType: "struct IStaking.Metadata";
            readonly name: "metadata";
            readonly type: "tuple";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "bytes16";
                readonly name: "ip";
                readonly type: "bytes16";
              },
              {
                readonly internalType: "uint16";
                readonly name: "port";
                readonly type: "uint16";
              },
            ];
            readonly internalType: "struct IStaking.Endpoint";
            readonly name: "endpoint";
            readonly type: "tuple";
          },
        ];
        readonly internalType: "struct IStaking.ValidatorRecord";
        readonly name: "record";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "validatorCount";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "count";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "consensusKey";
        readonly type: "bytes32";
      },
    ];
    readonly name: "validatorOf";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
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
    readonly name: "validators";
    readonly outputs: readonly [
      {
        readonly internalType: "address[]";
        readonly name: "operators";
        readonly type: "address[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
];
