// Written by scripts/build.mjs from the Solidity sources.
export declare const arbitrableAbi: readonly [
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "contract IArbitrator";
        readonly name: "_arbitrator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "_disputeID";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "_ruling";
        readonly type: "uint256";
      },
    ];
    readonly name: "Ruling";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "_disputeID";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "_ruling";
        readonly type: "uint256";
      },
    ];
    readonly name: "rule";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
];
