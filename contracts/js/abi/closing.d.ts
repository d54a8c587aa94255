// Written by scripts/build.mjs from the Solidity sources.
export declare const closingAbi: readonly [
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
    readonly name: "InvalidSignature";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "OnlyProtocol";
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
        readonly name: "precompile";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "item";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes";
        readonly name: "reason";
        readonly type: "bytes";
      },
    ];
    readonly name: "SettlementFailed";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "blockNumber";
        readonly type: "uint256";
      },
    ];
    readonly name: "settle";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
];
