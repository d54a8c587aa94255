// Written by scripts/build.mjs from the Solidity sources.
export declare const migrationAbi: readonly [
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
        readonly name: "proven";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "signed";
        readonly type: "uint256";
      },
    ];
    readonly name: "AmountDiffers";
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
        readonly name: "fee";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "FeeTooHigh";
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
    readonly name: "InvalidMerkleProof";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidSignature";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidStorageProof";
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
    readonly name: "NoClaimant";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoMigration";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoStorageProofs";
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
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "claimant";
        readonly type: "address";
      },
    ];
    readonly name: "NotClaimant";
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
        readonly internalType: "bytes4";
        readonly name: "selector";
        readonly type: "bytes4";
      },
    ];
    readonly name: "UnknownSelector";
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
        readonly name: "nonce";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "current";
        readonly type: "uint256";
      },
    ];
    readonly name: "WrongNonce";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "signed";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "expected";
        readonly type: "bytes32";
      },
    ];
    readonly name: "WrongSnapshot";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "claimant";
        readonly type: "address";
      },
    ];
    readonly name: "ClaimantNamed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "claimant";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "recipient";
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
        readonly internalType: "address";
        readonly name: "relayer";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
    ];
    readonly name: "Claimed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "claimant";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "nonce";
        readonly type: "uint256";
      },
    ];
    readonly name: "ClaimsCancelled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
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
    readonly name: "Released";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [];
    readonly name: "DOMAIN_SEPARATOR";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "cancelClaims";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "nonce";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
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
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes32[]";
        readonly name: "proof";
        readonly type: "bytes32[]";
      },
      {
        readonly internalType: "address";
        readonly name: "recipient";
        readonly type: "address";
      },
    ];
    readonly name: "claim";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "account";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "amount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "recipient";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxFee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "snapshot";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "nonce";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deadline";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IMigration.Claim";
        readonly name: "request";
        readonly type: "tuple";
      },
      {
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes32[]";
        readonly name: "proof";
        readonly type: "bytes32[]";
      },
      {
        readonly internalType: "bytes";
        readonly name: "signature";
        readonly type: "bytes";
      },
    ];
    readonly name: "claimFor";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "account";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "amount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "recipient";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxFee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "snapshot";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "nonce";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deadline";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IMigration.Claim";
        readonly name: "request";
        readonly type: "tuple";
      },
      {
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes[]";
        readonly name: "accountProof";
        readonly type: "bytes[]";
      },
      {
        readonly internalType: "bytes[]";
        readonly name: "storageProof";
        readonly type: "bytes[]";
      },
      {
        readonly internalType: "bytes";
        readonly name: "signature";
        readonly type: "bytes";
      },
    ];
    readonly name: "claimForWithStorageProof";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "claimRoot";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes[]";
        readonly name: "accountProof";
        readonly type: "bytes[]";
      },
      {
        readonly internalType: "bytes[]";
        readonly name: "storageProof";
        readonly type: "bytes[]";
      },
      {
        readonly internalType: "address";
        readonly name: "recipient";
        readonly type: "address";
      },
    ];
    readonly name: "claimWithStorageProof";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "claimable";
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
    readonly name: "deadline";
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
    readonly name: "eip712Domain";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes1";
        readonly name: "fields";
        readonly type: "bytes1";
      },
      {
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "version";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "chainId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "verifyingContract";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "salt";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256[]";
        readonly name: "extensions";
        readonly type: "uint256[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "isClaimed";
    readonly outputs: readonly [
      {
        readonly internalType: "bool";
        readonly name: "";
        readonly type: "bool";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "claimant";
        readonly type: "address";
      },
    ];
    readonly name: "nonces";
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
    readonly name: "remaining";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "row";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "bool";
            readonly name: "exists";
            readonly type: "bool";
          },
          {
            readonly internalType: "enum IMigration.Class";
            readonly name: "class";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "claimant";
            readonly type: "address";
          },
          {
            readonly internalType: "bool";
            readonly name: "isOpen";
            readonly type: "bool";
          },
          {
            readonly internalType: "bool";
            readonly name: "isClaimed";
            readonly type: "bool";
          },
        ];
        readonly internalType: "struct IMigration.Row";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "snapshot";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "token";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "blockNumber";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "blockHash";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "stateRoot";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "balancesSlot";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "isVyper";
            readonly type: "bool";
          },
        ];
        readonly internalType: "struct IMigration.Snapshot";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
];
