// Written by scripts/build.mjs from the Solidity sources.
export declare const arbitratorAbi: readonly [
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "_disputeID";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "contract IArbitrable";
        readonly name: "_arbitrable";
        readonly type: "address";
      },
    ];
    readonly name: "DisputeCreation";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes";
        readonly name: "_extraData";
        readonly type: "bytes";
      },
    ];
    readonly name: "arbitrationCost";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cost";
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
        readonly name: "_choices";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes";
        readonly name: "_extraData";
        readonly type: "bytes";
      },
    ];
    readonly name: "createDispute";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "disputeID";
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
        readonly name: "_disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "currentRuling";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "ruling";
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
        readonly name: "_disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "disputeStatus";
    readonly outputs: readonly [
      {
        readonly internalType: "enum IArbitrator.DisputeStatus";
        readonly name: "status";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
];
