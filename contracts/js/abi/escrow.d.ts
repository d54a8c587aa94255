// Written by scripts/build.mjs from the Solidity sources.
export declare const escrowAbi: readonly [
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
    readonly name: "CarrierIsParty";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "CarrierRequired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "CourtIsParty";
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
        readonly name: "sent";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "required";
        readonly type: "uint256";
      },
    ];
    readonly name: "ExcessValue";
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
    readonly name: "MarketplaceRequired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NoProposal";
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
        readonly name: "buyer";
        readonly type: "address";
      },
    ];
    readonly name: "NotBuyer";
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
        readonly name: "carrier";
        readonly type: "address";
      },
    ];
    readonly name: "NotCarrier";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
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
        readonly name: "caller";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "offeree";
        readonly type: "address";
      },
    ];
    readonly name: "NotOfferee";
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
        readonly name: "offerer";
        readonly type: "address";
      },
    ];
    readonly name: "NotOfferer";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
    ];
    readonly name: "NotParty";
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
        readonly name: "seller";
        readonly type: "address";
      },
    ];
    readonly name: "NotSeller";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "quantity";
        readonly type: "uint256";
      },
    ];
    readonly name: "OfferExhausted";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "expiry";
        readonly type: "uint256";
      },
    ];
    readonly name: "OfferExpired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "OfferWithdrawn";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "OnlyArbitration";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "OrderExists";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "field";
        readonly type: "bytes32";
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
    readonly name: "OutOfRange";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "dueAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "Overdue";
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
        readonly name: "given";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "proposed";
        readonly type: "uint256";
      },
    ];
    readonly name: "ProposalChanged";
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
    readonly name: "ReservedAddress";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "SelfDeal";
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
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "UnknownOrder";
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
        readonly name: "epoch";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "current";
        readonly type: "uint256";
      },
    ];
    readonly name: "WrongEpoch";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "enum IEscrow.State";
        readonly name: "state";
        readonly type: "uint8";
      },
    ];
    readonly name: "WrongState";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "given";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "expected";
        readonly type: "bytes32";
      },
    ];
    readonly name: "WrongTracking";
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
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "Activated";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "enum IEscrow.State";
        readonly name: "outcome";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "toBuyer";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "toSeller";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "toMarketplace";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "toArbiter";
        readonly type: "uint256";
      },
    ];
    readonly name: "Closed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "carrier";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "dueAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "Delivered";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "by";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly name: "Disputed";
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
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "FundsDeposited";
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
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "FundsWithdrawn";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "seller";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "offerHash";
        readonly type: "bytes32";
      },
    ];
    readonly name: "OfferCancelled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "seller";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "epoch";
        readonly type: "uint256";
      },
    ];
    readonly name: "OfferEpochRaised";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "seller";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "offerHash";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "filled";
        readonly type: "uint256";
      },
    ];
    readonly name: "OfferFilled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "buyer";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "seller";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "bySeller";
        readonly type: "bool";
      },
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
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "carrier";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "marketplace";
            readonly type: "address";
          },
          {
            readonly internalType: "uint16";
            readonly name: "feeBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "enum IEscrow.Release";
            readonly name: "release";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "shipBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "deliverBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "inspection";
            readonly type: "uint32";
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
                readonly internalType: "bool";
                readonly name: "feeOnly";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "court";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IEscrow.Arbitration";
            readonly name: "arbitration";
            readonly type: "tuple";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "termsHash";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "salt";
            readonly type: "bytes32";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IEscrow.Terms";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly name: "Offered";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "by";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "toSeller";
        readonly type: "uint256";
      },
    ];
    readonly name: "SettlementProposed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "by";
        readonly type: "address";
      },
    ];
    readonly name: "SettlementWithdrawn";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "trackingHash";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "dueAt";
        readonly type: "uint256";
      },
    ];
    readonly name: "Shipped";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "accept";
    readonly outputs: readonly [];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "party";
        readonly type: "address";
      },
    ];
    readonly name: "accountOf";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "free";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "orders";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "offerEpoch";
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
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "toSeller";
        readonly type: "uint256";
      },
    ];
    readonly name: "agreeSettlement";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "cancel";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "offerHash";
        readonly type: "bytes32";
      },
    ];
    readonly name: "cancelSigned";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "complete";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "concede";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "trackingHash";
        readonly type: "bytes32";
      },
    ];
    readonly name: "confirmDelivery";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "trackingHash";
        readonly type: "bytes32";
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
    readonly name: "confirmDeliverySigned";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "decline";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "deposit";
    readonly outputs: readonly [];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "dispute";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
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
        readonly name: "party";
        readonly type: "address";
      },
    ];
    readonly name: "freeBalance";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
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
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "carrier";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "marketplace";
            readonly type: "address";
          },
          {
            readonly internalType: "uint16";
            readonly name: "feeBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "enum IEscrow.Release";
            readonly name: "release";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "shipBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "deliverBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "inspection";
            readonly type: "uint32";
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
                readonly internalType: "bool";
                readonly name: "feeOnly";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "court";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IEscrow.Arbitration";
            readonly name: "arbitration";
            readonly type: "tuple";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "termsHash";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "salt";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IEscrow.Terms";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly name: "offer";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "seller";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "offerHash_";
        readonly type: "bytes32";
      },
    ];
    readonly name: "offerFill";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "filled";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bool";
        readonly name: "cancelled";
        readonly type: "bool";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "seller";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "buyer";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "carrier";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "marketplace";
            readonly type: "address";
          },
          {
            readonly internalType: "uint16";
            readonly name: "feeBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "enum IEscrow.Release";
            readonly name: "release";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint32";
            readonly name: "shipWithin";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "deliverWithin";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "inspection";
            readonly type: "uint32";
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
                readonly internalType: "bool";
                readonly name: "feeOnly";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "court";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IEscrow.Arbitration";
            readonly name: "arbitration";
            readonly type: "tuple";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "termsHash";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "quantity";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "epoch";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "salt";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IEscrow.SellerOffer";
        readonly name: "offer_";
        readonly type: "tuple";
      },
    ];
    readonly name: "offerHash";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "hash";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "seller";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "buyer";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "carrier";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "marketplace";
            readonly type: "address";
          },
          {
            readonly internalType: "uint16";
            readonly name: "feeBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "enum IEscrow.Release";
            readonly name: "release";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint32";
            readonly name: "shipWithin";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "deliverWithin";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "inspection";
            readonly type: "uint32";
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
                readonly internalType: "bool";
                readonly name: "feeOnly";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "court";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IEscrow.Arbitration";
            readonly name: "arbitration";
            readonly type: "tuple";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "termsHash";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "quantity";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "epoch";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "salt";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IEscrow.SellerOffer";
        readonly name: "offer_";
        readonly type: "tuple";
      },
      {
        readonly internalType: "bytes";
        readonly name: "signature";
        readonly type: "bytes";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "salt";
        readonly type: "bytes32";
      },
    ];
    readonly name: "openSigned";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "order";
    readonly outputs: readonly [
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
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "enum IEscrow.State";
            readonly name: "state";
            readonly type: "uint8";
          },
          {
            readonly internalType: "bool";
            readonly name: "offeredBySeller";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint40";
            readonly name: "dueAt";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "shipBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "deliverBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "inspection";
            readonly type: "uint32";
          },
          {
            readonly internalType: "enum IEscrow.Release";
            readonly name: "release";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "carrier";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "marketplace";
            readonly type: "address";
          },
          {
            readonly internalType: "uint16";
            readonly name: "feeBps";
            readonly type: "uint16";
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
                readonly internalType: "bool";
                readonly name: "feeOnly";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "court";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IEscrow.Arbitration";
            readonly name: "arbitration";
            readonly type: "tuple";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "trackingHash";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "caseId";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "buyerProposes";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint256";
            readonly name: "buyerProposal";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "sellerProposes";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sellerProposal";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IEscrow.Order";
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
        readonly name: "number";
        readonly type: "uint256";
      },
    ];
    readonly name: "orderAt";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "view";
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
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deposit";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "carrier";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "marketplace";
            readonly type: "address";
          },
          {
            readonly internalType: "uint16";
            readonly name: "feeBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "enum IEscrow.Release";
            readonly name: "release";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "shipBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "deliverBy";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "inspection";
            readonly type: "uint32";
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
                readonly internalType: "bool";
                readonly name: "feeOnly";
                readonly type: "bool";
              },
              {
                readonly internalType: "address";
                readonly name: "court";
                readonly type: "address";
              },
            ];
            readonly internalType: "struct IEscrow.Arbitration";
            readonly name: "arbitration";
            readonly type: "tuple";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "termsHash";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "salt";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IEscrow.Terms";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly name: "orderId";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
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
        readonly name: "party";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "cursor";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "ordersOf";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32[]";
        readonly name: "ids";
        readonly type: "bytes32[]";
      },
      {
        readonly internalType: "uint256";
        readonly name: "next";
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
        readonly name: "id";
        readonly type: "bytes32";
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
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "toSeller";
        readonly type: "uint256";
      },
    ];
    readonly name: "proposeSettlement";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "raiseOfferEpoch";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "epoch";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "trackingHash";
        readonly type: "bytes32";
      },
    ];
    readonly name: "ship";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "totals";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "orders";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "held";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "free";
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
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "withdraw";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "id";
        readonly type: "bytes32";
      },
    ];
    readonly name: "withdrawSettlement";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
];
