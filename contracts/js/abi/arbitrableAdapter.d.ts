// Written by scripts/build.mjs from the Solidity sources.
export declare const arbitrableAdapterAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "DoneBefore";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "NoSuchDispute";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotDecided";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "choices";
        readonly type: "uint256";
      },
    ];
    readonly name: "TwoChoicesOnly";
    readonly type: "error";
  },
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
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "disputeID";
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
    readonly name: "Refunded";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes";
        readonly name: "";
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
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "disputes";
    readonly outputs: readonly [
      {
        readonly internalType: "contract IArbitrable";
        readonly name: "arbitrable";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "executed";
        readonly type: "bool";
      },
      {
        readonly internalType: "address";
        readonly name: "refundTo";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "refunded";
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
        readonly name: "disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "executeRuling";
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
            readonly name: "buyer";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "seller";
            readonly type: "address";
          },
          {
            readonly internalType: "address[2]";
            readonly name: "excluded";
            readonly type: "address[2]";
          },
          {
            readonly internalType: "address";
            readonly name: "refundTo";
            readonly type: "address";
          },
          {
            readonly components: readonly [
              {
                readonly internalType: "uint32";
                readonly name: "bidWindow";
                readonly type: "uint32";
              },
              {
                readonly internalType: "uint32";
                readonly name: "acceptWindow";
                readonly type: "uint32";
              },
              {
                readonly internalType: "uint32";
                readonly name: "rulingWindow";
                readonly type: "uint32";
              },
              {
                readonly internalType: "address";
                readonly name: "court";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IArbitration.Terms";
            readonly name: "terms";
            readonly type: "tuple";
          },
        ];
        readonly internalType: "struct ArbitrableAdapter.Dispute";
        readonly name: "dispute";
        readonly type: "tuple";
      },
    ];
    readonly name: "extraData";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes";
        readonly name: "encoded";
        readonly type: "bytes";
      },
    ];
    readonly stateMutability: "pure";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "disputeID";
        readonly type: "uint256";
      },
    ];
    readonly name: "refund";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
];
