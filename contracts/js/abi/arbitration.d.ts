// Written by scripts/build.mjs from the Solidity sources.
export declare const arbitrationAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "AlreadyArbiter";
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
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "ArbiterLeaving";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "ArbiterNotActive";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "ArbiterNotLeaving";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "ArbiterVetoed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly name: "BidsFull";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "earliest";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "openCases";
        readonly type: "uint256";
      },
    ];
    readonly name: "BondBound";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "bond";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "minBond";
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
        readonly name: "arbiter";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "openCases";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "bond";
        readonly type: "uint256";
      },
    ];
    readonly name: "BondTooSmallForCase";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "Conflicted";
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
        readonly name: "maxFee";
        readonly type: "uint256";
      },
    ];
    readonly name: "FeeTooHigh";
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
        readonly name: "minFee";
        readonly type: "uint256";
      },
    ];
    readonly name: "FeeTooSmall";
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
        readonly internalType: "enum IArbitration.Outcome";
        readonly name: "outcome";
        readonly type: "uint8";
      },
    ];
    readonly name: "InvalidRuling";
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
        readonly name: "window";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "InvalidWindow";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "NoSuchBid";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly name: "NoSuchCase";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotAppointed";
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
    readonly name: "NotArbiter";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
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
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "before";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotLower";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotOpener";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotParticipant";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotParty";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "NothingToAdd";
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
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
    ];
    readonly name: "TooLate";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "party";
        readonly type: "address";
      },
    ];
    readonly name: "TooMuchEvidence";
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
        readonly name: "length";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "max";
        readonly type: "uint256";
      },
    ];
    readonly name: "UriTooLong";
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
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "party";
        readonly type: "address";
      },
    ];
    readonly name: "VetoUsed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "enum IArbitration.Phase";
        readonly name: "phase";
        readonly type: "uint8";
      },
    ];
    readonly name: "WrongPhase";
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
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "ruleBy";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "drawn";
        readonly type: "bool";
      },
    ];
    readonly name: "ArbiterAppointed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
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
        readonly name: "categories";
        readonly type: "uint32";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "profile";
        readonly type: "bytes32";
      },
    ];
    readonly name: "ArbiterRegistered";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "party";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "BidAccepted";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "BidDisplaced";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
    ];
    readonly name: "BidPlaced";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "party";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "BidVetoed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
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
        readonly name: "arbiter";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
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
        readonly name: "bond";
        readonly type: "uint256";
      },
    ];
    readonly name: "BondCut";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
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
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "opener";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "ref";
        readonly type: "bytes32";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "buyer";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "seller";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address[2]";
        readonly name: "excluded";
        readonly type: "address[2]";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "maxFee";
        readonly type: "uint256";
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
        readonly indexed: false;
        readonly internalType: "struct IArbitration.Terms";
        readonly name: "terms";
        readonly type: "tuple";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "bidUntil";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "acceptUntil";
        readonly type: "uint256";
      },
    ];
    readonly name: "CaseOpened";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "court";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "ruleBy";
        readonly type: "uint256";
      },
    ];
    readonly name: "CourtAppointed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbitrator";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "evidenceGroupID";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "party";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "string";
        readonly name: "evidence";
        readonly type: "string";
      },
    ];
    readonly name: "Evidence";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "party";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "hash";
        readonly type: "bytes32";
      },
    ];
    readonly name: "EvidenceHash";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
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
        readonly name: "arbiter";
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
        readonly name: "arbiter";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "categories";
        readonly type: "uint32";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "profile";
        readonly type: "bytes32";
      },
    ];
    readonly name: "ProfileChanged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "bytes32";
        readonly name: "ref";
        readonly type: "bytes32";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "enum IArbitration.Outcome";
        readonly name: "outcome";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
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
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "acceptBid";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
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
    readonly inputs: readonly [];
    readonly name: "arbiterCount";
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
    readonly name: "arbiters";
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
            readonly internalType: "bool";
            readonly name: "active";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint256";
            readonly name: "releaseAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "boundUntil";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "openCases";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "taken";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "ruled";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "escalated";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "joinedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint32";
            readonly name: "categories";
            readonly type: "uint32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "profile";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IArbitration.ArbiterRecord[]";
        readonly name: "records";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
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
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
    ];
    readonly name: "bid";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly name: "bidsOf";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "arbiter";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "acceptedByBuyer";
            readonly type: "bool";
          },
          {
            readonly internalType: "bool";
            readonly name: "acceptedBySeller";
            readonly type: "bool";
          },
          {
            readonly internalType: "bool";
            readonly name: "vetoed";
            readonly type: "bool";
          },
          {
            readonly internalType: "bool";
            readonly name: "tried";
            readonly type: "bool";
          },
        ];
        readonly internalType: "struct IArbitration.Bid[]";
        readonly name: "bids";
        readonly type: "tuple[]";
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
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "caseCountOf";
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
    readonly name: "casesOf";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256[]";
        readonly name: "caseIds";
        readonly type: "uint256[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly name: "closeCase";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "getArbiter";
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
            readonly internalType: "bool";
            readonly name: "active";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint256";
            readonly name: "releaseAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "boundUntil";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "openCases";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "taken";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "ruled";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "escalated";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "joinedAt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint32";
            readonly name: "categories";
            readonly type: "uint32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "profile";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IArbitration.ArbiterRecord";
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
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly name: "getCase";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "opener";
            readonly type: "address";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "ref";
            readonly type: "bytes32";
          },
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
            readonly internalType: "uint256";
            readonly name: "maxFee";
            readonly type: "uint256";
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
          {
            readonly internalType: "enum IArbitration.Phase";
            readonly name: "phase";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "deadline";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "bids";
            readonly type: "uint256";
          },
          {
            readonly internalType: "address";
            readonly name: "arbiter";
            readonly type: "address";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "enum IArbitration.Outcome";
            readonly name: "outcome";
            readonly type: "uint8";
          },
        ];
        readonly internalType: "struct IArbitration.CaseRecord";
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
        readonly internalType: "bytes32";
        readonly name: "ref";
        readonly type: "bytes32";
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
    readonly name: "openCase";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "payable";
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
            readonly name: "missPenalty";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minFee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "unbonding";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxWindow";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minDrawnWindow";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "courtWindow";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "seasoning";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxBids";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxArbiters";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxEvidence";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "maxUri";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IArbitration.Parameters";
        readonly name: "values";
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
        readonly name: "caseId";
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
        readonly internalType: "uint32";
        readonly name: "categories";
        readonly type: "uint32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "profile";
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
        readonly name: "arbiter";
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
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "enum IArbitration.Outcome";
        readonly name: "outcome";
        readonly type: "uint8";
      },
    ];
    readonly name: "rule";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
    ];
    readonly name: "ruling";
    readonly outputs: readonly [
      {
        readonly internalType: "enum IArbitration.Phase";
        readonly name: "phase";
        readonly type: "uint8";
      },
      {
        readonly internalType: "enum IArbitration.Outcome";
        readonly name: "outcome";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint32";
        readonly name: "categories";
        readonly type: "uint32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "profile";
        readonly type: "bytes32";
      },
    ];
    readonly name: "setProfile";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "hash";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "string";
        readonly name: "uri";
        readonly type: "string";
      },
    ];
    readonly name: "submitEvidence";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "topUp";
    readonly outputs: readonly [];
    readonly stateMutability: "payable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "totals";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "bonds";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "fees";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "cases";
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
        readonly name: "caseId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "arbiter";
        readonly type: "address";
      },
    ];
    readonly name: "vetoBid";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
];
