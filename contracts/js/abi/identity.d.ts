// Written by scripts/build.mjs from the Solidity sources.
export declare const identityAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "releaseAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "AlreadyLeaving";
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
    readonly name: "AlreadyProvider";
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
        readonly name: "uid";
        readonly type: "uint256";
      },
    ];
    readonly name: "AttestationAlreadyRevoked";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "releaseAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "BondNotDue";
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
        readonly name: "min";
        readonly type: "uint256";
      },
    ];
    readonly name: "BondTooSmall";
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
    readonly name: "ControllerNotFree";
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
        readonly name: "grantId";
        readonly type: "uint256";
      },
    ];
    readonly name: "GrantAlreadyRevoked";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
    ];
    readonly name: "GrantNotActive";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "controller";
        readonly type: "address";
      },
    ];
    readonly name: "IdentityMoved";
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
        readonly internalType: "uint256";
        readonly name: "delay";
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
    readonly name: "InvalidDelay";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "expiresAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "InvalidExpiry";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "InvalidKind";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "notBefore";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "notAfter";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "maxPeriod";
        readonly type: "uint256";
      },
    ];
    readonly name: "InvalidPeriod";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "enum IIdentity.KeyType";
        readonly name: "keyType";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint256";
        readonly name: "length";
        readonly type: "uint256";
      },
    ];
    readonly name: "InvalidPublicKey";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "count";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "InvalidScopes";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidSignature";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoKinds";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
    ];
    readonly name: "NoRecovery";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
    ];
    readonly name: "NotAttester";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotController";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
    ];
    readonly name: "NotDelegate";
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
        readonly name: "governor";
        readonly type: "address";
      },
    ];
    readonly name: "NotGovernor";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
    ];
    readonly name: "NotLeaving";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "newController";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
    ];
    readonly name: "NotNewController";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
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
    ];
    readonly name: "NotOfKind";
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
    readonly name: "NotProvider";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotRevocable";
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
        readonly name: "readyAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "RecoveryNotReady";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
    ];
    readonly name: "RecoveryUnderWay";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "recordId";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
    ];
    readonly name: "SchemaIsFixed";
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
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "TrustedListFull";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownAttestation";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownGrant";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "recordId";
        readonly type: "bytes32";
      },
    ];
    readonly name: "UnknownRecord";
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
        readonly internalType: "uint256";
        readonly name: "walletId";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownWallet";
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
        readonly name: "walletId";
        readonly type: "uint256";
      },
    ];
    readonly name: "WalletAlreadyRevoked";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "ZeroAddress";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "ZeroHash";
    readonly type: "error";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "by";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "dataHash";
        readonly type: "bytes32";
      },
    ];
    readonly name: "AccessLogged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "attester";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "epoch";
        readonly type: "uint256";
      },
    ];
    readonly name: "AllAttestationsRevoked";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "attester";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "subject";
        readonly type: "address";
      },
    ];
    readonly name: "AttestationRevoked";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "attester";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "subject";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "commitment";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "expiresAt";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "revocable";
        readonly type: "bool";
      },
    ];
    readonly name: "Attested";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "added";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "bond";
        readonly type: "uint256";
      },
    ];
    readonly name: "BondAdded";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "BondReleased";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "previous";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "next";
        readonly type: "address";
      },
    ];
    readonly name: "ControllerChanged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "previous";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "next";
        readonly type: "address";
      },
    ];
    readonly name: "GovernorChanged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "subject";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "client";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32[]";
        readonly name: "scopes";
        readonly type: "bytes32[]";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "purpose";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "notBefore";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "notAfter";
        readonly type: "uint256";
      },
    ];
    readonly name: "GrantCreated";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "subject";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "client";
        readonly type: "address";
      },
    ];
    readonly name: "GrantRevoked";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "walletId";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "enum IIdentity.KeyType";
        readonly name: "keyType";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes";
        readonly name: "publicKey";
        readonly type: "bytes";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "version";
        readonly type: "uint256";
      },
    ];
    readonly name: "KeyRotated";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "releaseAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "LeaveAnnounced";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
    ];
    readonly name: "LeaveCancelled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "bond";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "kinds";
        readonly type: "uint32";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "metadata";
        readonly type: "bytes32";
      },
    ];
    readonly name: "ProviderRegistered";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "kinds";
        readonly type: "uint32";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "metadata";
        readonly type: "bytes32";
      },
    ];
    readonly name: "ProviderUpdated";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "recordId";
        readonly type: "bytes32";
      },
    ];
    readonly name: "RecordRemoved";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "recordId";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "commitment";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "version";
        readonly type: "uint256";
      },
    ];
    readonly name: "RecordSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "newController";
        readonly type: "address";
      },
    ];
    readonly name: "RecoveryCancelled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "delegate";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "delay";
        readonly type: "uint256";
      },
    ];
    readonly name: "RecoverySet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "newController";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "readyAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "RecoveryStarted";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "trusted";
        readonly type: "bool";
      },
    ];
    readonly name: "TrustChanged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "walletId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "provider";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "enum IIdentity.KeyType";
        readonly name: "keyType";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes";
        readonly name: "publicKey";
        readonly type: "bytes";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "purpose";
        readonly type: "bytes32";
      },
    ];
    readonly name: "WalletRegistered";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "walletId";
        readonly type: "uint256";
      },
    ];
    readonly name: "WalletRevoked";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
    ];
    readonly name: "acceptRecovery";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "addBond";
    readonly outputs: readonly [];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "announceLeave";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "subject";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "commitment";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "expiresAt";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bool";
        readonly name: "revocable";
        readonly type: "bool";
      },
    ];
    readonly name: "attest";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "uid";
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
        readonly name: "attester";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "subject";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "commitment";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "expiresAt";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bool";
        readonly name: "revocable";
        readonly type: "bool";
      },
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes";
        readonly name: "signature";
        readonly type: "bytes";
      },
    ];
    readonly name: "attestBySig";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
    ];
    readonly name: "attestation";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "attester";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "subject";
            readonly type: "address";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "schema";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "commitment";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "issuedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "expiresAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "revocable";
            readonly type: "bool";
          },
          {
            readonly internalType: "bool";
            readonly name: "revoked";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint256";
            readonly name: "epoch";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IIdentity.Attestation";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
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
    readonly name: "attestationsOf";
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
    readonly inputs: readonly [];
    readonly name: "cancelLeave";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
    ];
    readonly name: "cancelRecovery";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
    ];
    readonly name: "controllerOf";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "";
        readonly type: "address";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "client";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32[]";
        readonly name: "scopes";
        readonly type: "bytes32[]";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "purpose";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "notBefore";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "notAfter";
        readonly type: "uint256";
      },
    ];
    readonly name: "createGrant";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "governor";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "";
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
        readonly name: "grantId";
        readonly type: "uint256";
      },
    ];
    readonly name: "grant";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "subject";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "client";
            readonly type: "address";
          },
          {
            readonly internalType: "bytes32[]";
            readonly name: "scopes";
            readonly type: "bytes32[]";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "purpose";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "notBefore";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "notAfter";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "createdAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "revoked";
            readonly type: "bool";
          },
        ];
        readonly internalType: "struct IIdentity.Grant";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
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
    readonly name: "grantsOf";
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
        readonly internalType: "address";
        readonly name: "client";
        readonly type: "address";
      },
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
    readonly name: "grantsTo";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
    ];
    readonly name: "hasTrusted";
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
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "identityOf";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "";
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
        readonly name: "grantId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "time";
        readonly type: "uint256";
      },
    ];
    readonly name: "isActive";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "address";
        readonly name: "attester";
        readonly type: "address";
      },
    ];
    readonly name: "isAttested";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
    ];
    readonly name: "isTrusted";
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
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
    ];
    readonly name: "isValid";
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
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "dataHash";
        readonly type: "bytes32";
      },
    ];
    readonly name: "logAccess";
    readonly outputs: readonly [];
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
    readonly name: "parameters";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "minBond";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "unbonding";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxKinds";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxTrusted";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minRecoveryDelay";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxRecoveryDelay";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxScopes";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxGrantPeriod";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxPage";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IIdentity.Parameters";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "pure";
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
    readonly name: "provider";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "account";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "bond";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint32";
            readonly name: "kinds";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "trusted";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "epoch";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "releaseAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "metadata";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IIdentity.ProviderRecord";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "providerCount";
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
    readonly name: "providers";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "account";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "bond";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint32";
            readonly name: "kinds";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "trusted";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "epoch";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "releaseAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "metadata";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IIdentity.ProviderRecord[]";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "recordId";
        readonly type: "bytes32";
      },
    ];
    readonly name: "recordOf";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "bytes32";
            readonly name: "schema";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "commitment";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "version";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "updatedAt";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IIdentity.RecordEntry";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
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
    readonly name: "recordsOf";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32[]";
        readonly name: "";
        readonly type: "bytes32[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
    ];
    readonly name: "recoveryOf";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "delegate";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "delay";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "newController";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "readyAt";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IIdentity.RecoveryPlan";
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
        readonly internalType: "uint32";
        readonly name: "kinds";
        readonly type: "uint32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "metadata";
        readonly type: "bytes32";
      },
    ];
    readonly name: "register";
    readonly outputs: readonly [];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "keeper";
        readonly type: "address";
      },
      {
        readonly internalType: "enum IIdentity.KeyType";
        readonly name: "keyType";
        readonly type: "uint8";
      },
      {
        readonly internalType: "bytes";
        readonly name: "publicKey";
        readonly type: "bytes";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "purpose";
        readonly type: "bytes32";
      },
    ];
    readonly name: "registerWallet";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "walletId";
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
        readonly name: "provider";
        readonly type: "address";
      },
    ];
    readonly name: "releaseBond";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "recordId";
        readonly type: "bytes32";
      },
    ];
    readonly name: "removeRecord";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "revokeAllAttestations";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "uid";
        readonly type: "uint256";
      },
    ];
    readonly name: "revokeAttestation";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
    ];
    readonly name: "revokeGrant";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "grantId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes";
        readonly name: "signature";
        readonly type: "bytes";
      },
    ];
    readonly name: "revokeGrantBySig";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "walletId";
        readonly type: "uint256";
      },
    ];
    readonly name: "revokeWallet";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "walletId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "enum IIdentity.KeyType";
        readonly name: "keyType";
        readonly type: "uint8";
      },
      {
        readonly internalType: "bytes";
        readonly name: "publicKey";
        readonly type: "bytes";
      },
    ];
    readonly name: "rotateKey";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "next";
        readonly type: "address";
      },
    ];
    readonly name: "setGovernor";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "recordId";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "schema";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "commitment";
        readonly type: "bytes32";
      },
    ];
    readonly name: "setRecord";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "delegate";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "delay";
        readonly type: "uint256";
      },
    ];
    readonly name: "setRecovery";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
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
    readonly name: "setTrusted";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "identity";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "newController";
        readonly type: "address";
      },
    ];
    readonly name: "startRecovery";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "totalBonds";
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
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
    ];
    readonly name: "trustedFor";
    readonly outputs: readonly [
      {
        readonly internalType: "address[]";
        readonly name: "";
        readonly type: "address[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint32";
        readonly name: "kinds";
        readonly type: "uint32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "metadata";
        readonly type: "bytes32";
      },
    ];
    readonly name: "updateProvider";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "walletId";
        readonly type: "uint256";
      },
    ];
    readonly name: "wallet";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "identity";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "provider";
            readonly type: "address";
          },
          {
            readonly internalType: "enum IIdentity.KeyType";
            readonly name: "keyType";
            readonly type: "uint8";
          },
          {
            readonly internalType: "bytes";
            readonly name: "publicKey";
            readonly type: "bytes";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "purpose";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "version";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "updatedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "revoked";
            readonly type: "bool";
          },
        ];
        readonly internalType: "struct IIdentity.Wallet";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
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
    readonly name: "walletsOf";
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
];
