// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.28;

import {IPrecompile} from "./IPrecompile.sol";

/// @title Identity: keys, commitments, attestations and permissions of persons
/// @notice A person keeps her data with wallet providers of her choice. The chain holds the keys of those wallets, salted
/// commitments to records, what attesters say about her, and who may read what until when; never the data itself.
/// @dev Native contract at `0x00000000000000000000000000000000434d5404`. Bonds are in wei of CMT, times in seconds since 1970,
/// periods in seconds. Wallets, attestations and grants are numbered from 1. CMT is paid out as a plain change of balance.
///
/// An identity is an address. It acts for itself until it is recovered to another account, its controller: from then on the
/// controller acts for it, and passes the gates `isAttested` and `hasTrusted` in its place. Wherever a function takes the account
/// of a person, the controller's address means the identity it controls.
///
/// A schema or a purpose is a 32-byte id: the keccak256 of the text that defines it. A commitment is the hash of a record and a
/// random salt of at least 16 bytes; without the salt, what has few possible values could be guessed.
///
/// Signatures are EIP-712, under the domain `CyberMiles Identity`, version `1`, this chain and this address. Contracts cannot
/// sign (ERC-1271), since native contracts call nobody; they call.
interface IIdentity is IPrecompile {
    /// @notice The curve of a wallet's public key. `None`: not a key. `Secp256k1`, `P256`: 33 bytes, compressed (SEC 1).
    /// `Ed25519`: 32 bytes (RFC 8032).
    enum KeyType {
        None,
        Secp256k1,
        Ed25519,
        P256
    }

    /// @notice A wallet provider or attester. `account`: who it is. `bond`: wei it has put up. `kinds`: bit set of what it says
    /// it is, bit n for kind n. `trusted`: bit set of the kinds governance trusts it for. `epoch`: how often it revoked all its
    /// attestations. `releaseAt`: when it leaves, the time at which the bond goes back; 0 when it stays. `metadata`: hash of its
    /// public profile.
    struct ProviderRecord {
        address account;
        uint256 bond;
        uint32 kinds;
        uint32 trusted;
        uint256 epoch;
        uint256 releaseAt;
        bytes32 metadata;
    }

    /// @notice An identity wallet. `identity`: whose it is. `provider`: who keeps it; zero when the person does. `keyType`: the
    /// curve of its key. `publicKey`: the key. `purpose`: what it is for. `version`: 1, and one more for each rotation. `updatedAt`:
    /// when it was registered, rotated or revoked last. `revoked`: whether its key must no longer be used.
    struct Wallet {
        address identity;
        address provider;
        KeyType keyType;
        bytes publicKey;
        bytes32 purpose;
        uint256 version;
        uint256 updatedAt;
        bool revoked;
    }

    /// @notice How an identity can be recovered. `delegate`: who may start it; zero for nobody. `delay`: seconds between the start
    /// and the end. `newController`: the account that is to take over; zero when none is under way. `readyAt`: from when on it may.
    struct RecoveryPlan {
        address delegate;
        uint256 delay;
        address newController;
        uint256 readyAt;
    }

    /// @notice A commitment to a record. `schema`: what kind of record. `commitment`: its salted hash. `version`: 1, and one more
    /// for each update. `updatedAt`: when it was set last.
    struct RecordEntry {
        bytes32 schema;
        bytes32 commitment;
        uint256 version;
        uint256 updatedAt;
    }

    /// @notice What an attester says. `attester`: who says it. `subject`: the identity it is about. `schema`: what kind of
    /// statement. `commitment`: the salted hash of what is said, or a public level. `issuedAt`: when. `expiresAt`: the first second
    /// at which it no longer holds; 0 for never. `revocable`: whether it can be revoked alone. `revoked`: whether that happened.
    /// `epoch`: the attester's epoch when it was issued; it holds while the two agree.
    struct Attestation {
        address attester;
        address subject;
        bytes32 schema;
        bytes32 commitment;
        uint256 issuedAt;
        uint256 expiresAt;
        bool revocable;
        bool revoked;
        uint256 epoch;
    }

    /// @notice A permission to read. `subject`: whose data. `client`: who may read. `scopes`: hashes of the records or scopes that
    /// are open. `purpose`: id of the use that was agreed to. `notBefore`: the first second at which it is active. `notAfter`: the
    /// first second at which it no longer is; the time of revocation once it was revoked. `createdAt`: when it was given. `revoked`:
    /// whether it was taken back.
    struct Grant {
        address subject;
        address client;
        bytes32[] scopes;
        bytes32 purpose;
        uint256 notBefore;
        uint256 notAfter;
        uint256 createdAt;
        bool revoked;
    }

    /// @notice The constants of this chain. `minBond`: wei a provider puts up at least. `unbonding`: seconds from `announceLeave` to the
    /// release of the bond. `maxKinds`: kinds are numbered from 0 to `maxKinds` - 1. `maxTrusted`: trusted providers per kind.
    /// `minRecoveryDelay`, `maxRecoveryDelay`: bounds of a recovery's delay in seconds. `maxScopes`: scopes of a grant.
    /// `maxGrantPeriod`: seconds a grant is active at most, and how far ahead it may start. `maxPage`: items of a page.
    struct Parameters {
        uint256 minBond;
        uint256 unbonding;
        uint256 maxKinds;
        uint256 maxTrusted;
        uint256 minRecoveryDelay;
        uint256 maxRecoveryDelay;
        uint256 maxScopes;
        uint256 maxGrantPeriod;
        uint256 maxPage;
    }

    /// @notice What an attester signs for `attestBySig`. `attester`: the signer. `subject`, `schema`, `commitment`, `expiresAt`,
    /// `revocable`: as in `attest`. `nonce`: the signer's next nonce. `deadline`: the last second at which the signature is good.
    struct Attest {
        address attester;
        address subject;
        bytes32 schema;
        bytes32 commitment;
        uint256 expiresAt;
        bool revocable;
        uint256 nonce;
        uint256 deadline;
    }

    /// @notice What the account that acts for a grant's subject signs for `revokeGrantBySig`. `grantId`: the grant. `nonce`: the
    /// signer's next nonce. `deadline`: the last second at which the signature is good.
    struct RevokeGrant {
        uint256 grantId;
        uint256 nonce;
        uint256 deadline;
    }

    // ----------------------------------------------------------------------------------------------------------- providers

    /// @notice A provider registered.
    /// @param provider who
    /// @param bond wei it put up
    /// @param kinds bit set of what it says it is
    /// @param metadata hash of its public profile
    event ProviderRegistered(address indexed provider, uint256 bond, uint32 kinds, bytes32 metadata);

    /// @notice A provider changed what it says about itself.
    /// @param provider who
    /// @param kinds bit set of what it says it is
    /// @param metadata hash of its public profile
    event ProviderUpdated(address indexed provider, uint32 kinds, bytes32 metadata);

    /// @notice A provider raised its bond.
    /// @param provider who
    /// @param added wei added
    /// @param bond the bond after it, in wei
    event BondAdded(address indexed provider, uint256 added, uint256 bond);

    /// @notice A provider announced that it leaves; from now on it can neither attest nor keep new wallets, nor is it trusted.
    /// @param provider who
    /// @param releaseAt the time at which its bond goes back
    event LeaveAnnounced(address indexed provider, uint256 releaseAt);

    /// @notice A provider that had announced to leave stays.
    /// @param provider who
    event LeaveCancelled(address indexed provider);

    /// @notice A provider got its bond back and is no longer one.
    /// @param provider who
    /// @param amount wei paid out
    event BondReleased(address indexed provider, uint256 amount);

    /// @notice Governance trusts a provider for a kind, or no longer does; also when the provider itself gave the kind up.
    /// @param provider who
    /// @param kind for what
    /// @param trusted whether it is trusted from now on
    event TrustChanged(address indexed provider, uint8 indexed kind, bool trusted);

    /// @notice Somebody else decides from now on whom to trust.
    /// @param previous who decided before
    /// @param next who decides now
    event GovernorChanged(address indexed previous, address indexed next);

    // ------------------------------------------------------------------------------------------- wallets, recovery, records

    /// @notice A person registered a wallet.
    /// @param walletId its number
    /// @param identity whose it is
    /// @param provider who keeps it; zero when the person does
    /// @param keyType the curve of its key
    /// @param publicKey the key
    /// @param purpose what it is for
    event WalletRegistered(
        uint256 indexed walletId,
        address indexed identity,
        address indexed provider,
        KeyType keyType,
        bytes publicKey,
        bytes32 purpose
    );

    /// @notice A wallet has a new key; the old one must no longer be used.
    /// @param walletId the wallet
    /// @param keyType the curve of the new key
    /// @param publicKey the new key
    /// @param version how many keys the wallet has had
    event KeyRotated(uint256 indexed walletId, KeyType keyType, bytes publicKey, uint256 version);

    /// @notice A wallet was revoked for ever.
    /// @param walletId the wallet
    event WalletRevoked(uint256 indexed walletId);

    /// @notice An identity named who may recover it. A recovery under way is over.
    /// @param identity whose
    /// @param delegate who may start a recovery; zero for nobody
    /// @param delay seconds between the start and the end
    event RecoverySet(address indexed identity, address indexed delegate, uint256 delay);

    /// @notice A recovery began; who acts for the identity can cancel it until it is over.
    /// @param identity what is recovered
    /// @param newController the account that is to take over
    /// @param readyAt from when on it may
    event RecoveryStarted(address indexed identity, address indexed newController, uint256 readyAt);

    /// @notice A recovery was called off.
    /// @param identity what was to be recovered
    /// @param newController the account that was to take over
    event RecoveryCancelled(address indexed identity, address indexed newController);

    /// @notice Another account acts for an identity from now on.
    /// @param identity for whom
    /// @param previous who acted for it before
    /// @param next who does now
    event ControllerChanged(address indexed identity, address indexed previous, address indexed next);

    /// @notice A commitment to a record was set.
    /// @param identity whose record
    /// @param recordId its name among the identity's records
    /// @param schema what kind of record
    /// @param commitment its salted hash
    /// @param version 1, and one more for each update
    event RecordSet(address indexed identity, bytes32 indexed recordId, bytes32 indexed schema, bytes32 commitment, uint256 version);

    /// @notice A record was taken back.
    /// @param identity whose record
    /// @param recordId its name among the identity's records
    event RecordRemoved(address indexed identity, bytes32 indexed recordId);

    // ------------------------------------------------------------------------------------------------ attestations, grants

    /// @notice An attester said something about an identity, in place of what it said before under that schema.
    /// @param attester who says it
    /// @param subject the identity it is about
    /// @param schema what kind of statement
    /// @param uid its number
    /// @param commitment the salted hash of what is said, or a public level
    /// @param expiresAt the first second at which it no longer holds; 0 for never
    /// @param revocable whether it can be revoked alone
    event Attested(
        address indexed attester,
        address indexed subject,
        bytes32 indexed schema,
        uint256 uid,
        bytes32 commitment,
        uint256 expiresAt,
        bool revocable
    );

    /// @notice An attestation was revoked.
    /// @param uid its number
    /// @param attester who had said it
    /// @param subject the identity it was about
    event AttestationRevoked(uint256 indexed uid, address indexed attester, address indexed subject);

    /// @notice An attester revoked all it had said before.
    /// @param attester who
    /// @param epoch its epoch from now on; what was issued in an earlier one no longer holds
    event AllAttestationsRevoked(address indexed attester, uint256 epoch);

    /// @notice A person opened some of her data to a client.
    /// @param grantId its number
    /// @param subject whose data
    /// @param client who may read
    /// @param scopes hashes of the records or scopes that are open
    /// @param purpose id of the use that was agreed to
    /// @param notBefore the first second at which it is active
    /// @param notAfter the first second at which it no longer is
    event GrantCreated(
        uint256 indexed grantId,
        address indexed subject,
        address indexed client,
        bytes32[] scopes,
        bytes32 purpose,
        uint256 notBefore,
        uint256 notAfter
    );

    /// @notice A permission was taken back.
    /// @param grantId the grant
    /// @param subject whose data
    /// @param client who could read
    event GrantRevoked(uint256 indexed grantId, address indexed subject, address indexed client);

    /// @notice Data was read under a grant, as the client or the provider that served it says.
    /// @param grantId the grant
    /// @param by who says so
    /// @param dataHash salted hash of what was read
    event AccessLogged(uint256 indexed grantId, address indexed by, bytes32 dataHash);

    // -------------------------------------------------------------------------------------------------------------- errors

    /// @notice The account is not a provider, or is one that leaves.
    /// @param account who
    error NotProvider(address account);

    /// @notice The account is a provider already.
    /// @param account who
    error AlreadyProvider(address account);

    /// @notice The bond is smaller than a provider must put up.
    /// @param sent wei sent
    /// @param min wei required
    error BondTooSmall(uint256 sent, uint256 min);

    /// @notice A provider must be of some kind.
    error NoKinds();

    /// @notice There is no such kind.
    /// @param kind the number given
    /// @param max kinds are numbered below this
    error InvalidKind(uint8 kind, uint256 max);

    /// @notice The provider does not say that it is of this kind.
    /// @param provider who
    /// @param kind which kind
    error NotOfKind(address provider, uint8 kind);

    /// @notice The provider has announced already that it leaves.
    /// @param releaseAt the time at which its bond goes back
    error AlreadyLeaving(uint256 releaseAt);

    /// @notice The provider has not announced that it leaves.
    /// @param provider who
    error NotLeaving(address provider);

    /// @notice The bond is not to be released yet.
    /// @param releaseAt the time at which it goes back
    error BondNotDue(uint256 releaseAt);

    /// @notice Only the governor decides whom to trust.
    /// @param caller who tried
    /// @param governor who may
    error NotGovernor(address caller, address governor);

    /// @notice As many providers are trusted for this kind as can be.
    /// @param kind which kind
    /// @param max how many
    error TrustedListFull(uint8 kind, uint256 max);

    /// @notice The public key has not the form its type requires.
    /// @param keyType the type named
    /// @param length bytes given
    error InvalidPublicKey(KeyType keyType, uint256 length);

    /// @notice There is no such wallet.
    /// @param walletId the number given
    error UnknownWallet(uint256 walletId);

    /// @notice The wallet was revoked.
    /// @param walletId the wallet
    error WalletAlreadyRevoked(uint256 walletId);

    /// @notice The caller or signer does not act for this identity.
    /// @param identity for whom it would have to act
    /// @param account the caller or signer
    error NotController(address identity, address account);

    /// @notice Another account acts for this identity since its recovery.
    /// @param identity the account
    /// @param controller who acts for it
    error IdentityMoved(address identity, address controller);

    /// @notice The account cannot take this identity over, or cannot be recovered: it acts for another identity already, or another
    /// acts for it, or it has wallets, records or grants of its own, which nobody could reach any more.
    /// @param account who
    error ControllerNotFree(address account);

    /// @notice The delay of a recovery is out of bounds.
    /// @param delay seconds given
    /// @param min smallest delay, in seconds
    /// @param max largest delay, in seconds
    error InvalidDelay(uint256 delay, uint256 min, uint256 max);

    /// @notice The caller may not recover this identity.
    /// @param identity which identity
    /// @param caller who tried
    error NotDelegate(address identity, address caller);

    /// @notice No recovery of this identity is under way.
    /// @param identity which identity
    error NoRecovery(address identity);

    /// @notice A recovery of this identity is under way already.
    /// @param identity which identity
    error RecoveryUnderWay(address identity);

    /// @notice Only the account that is to take over can accept.
    /// @param newController that account
    /// @param caller who tried
    error NotNewController(address newController, address caller);

    /// @notice The delay of the recovery is not over.
    /// @param readyAt when it is, in seconds since 1970
    error RecoveryNotReady(uint256 readyAt);

    /// @notice A schema or a commitment is zero.
    error ZeroHash();

    /// @notice A record keeps its schema.
    /// @param recordId the record
    /// @param schema the schema it has
    error SchemaIsFixed(bytes32 recordId, bytes32 schema);

    /// @notice The identity has no such record.
    /// @param identity which identity
    /// @param recordId the name given
    error UnknownRecord(address identity, bytes32 recordId);

    /// @notice The expiry has passed already, or is later than a time can be.
    /// @param expiresAt the time given
    error InvalidExpiry(uint256 expiresAt);

    /// @notice There is no such attestation.
    /// @param uid the number given
    error UnknownAttestation(uint256 uid);

    /// @notice Only who said it can revoke it.
    /// @param uid the attestation
    /// @param caller who tried
    error NotAttester(uint256 uid, address caller);

    /// @notice The attestation was revoked already.
    /// @param uid the attestation
    error AttestationAlreadyRevoked(uint256 uid);

    /// @notice The attestation was issued as one that stays: it can be neither revoked alone nor replaced while it holds.
    /// @param uid the attestation
    error NotRevocable(uint256 uid);

    /// @notice A grant needs at least one scope, and takes only so many.
    /// @param count scopes given
    /// @param max scopes allowed
    error InvalidScopes(uint256 count, uint256 max);

    /// @notice The period is empty, over already, too long, or starts too late.
    /// @param notBefore its first second
    /// @param notAfter the first second after it
    /// @param maxPeriod seconds a grant is active at most, and how far ahead it may start
    error InvalidPeriod(uint256 notBefore, uint256 notAfter, uint256 maxPeriod);

    /// @notice There is no such grant.
    /// @param grantId the number given
    error UnknownGrant(uint256 grantId);

    /// @notice The grant was revoked already.
    /// @param grantId the grant
    error GrantAlreadyRevoked(uint256 grantId);

    /// @notice The grant is not active now.
    /// @param grantId the grant
    error GrantNotActive(uint256 grantId);

    // ------------------------------------------------------------------------------------------------- providers: functions

    /// @notice Registers the caller as a wallet provider or attester. The value sent is its bond.
    /// @dev Kinds 0 to 6 are wallet, KYC, carrier, location, audience, brand and bank; governance gives meaning to the others.
    /// The bond is a stake in good name and cannot be cut here: it goes back whole, some time after `announceLeave`.
    /// @param kinds bit set of what it is, bit n for kind n; at least one
    /// @param metadata hash of its public profile
    function register(uint32 kinds, bytes32 metadata) external payable;

    /// @notice Changes what the caller says about itself. Trust in a kind it gives up ends.
    /// @param kinds bit set of what it is, bit n for kind n; at least one
    /// @param metadata hash of its public profile
    function updateProvider(uint32 kinds, bytes32 metadata) external;

    /// @notice Adds the value sent to the caller's bond.
    function addBond() external payable;

    /// @notice Announces that the caller stops being a provider. Its bond goes back by itself after the unbonding period.
    function announceLeave() external;

    /// @notice Takes back the caller's announcement to leave; trust it had and did not lose since holds again.
    function cancelLeave() external;

    /// @notice Pays a bond back that is due. Anybody may call it; the chain does it by itself at the end of the block in which it
    /// falls due, or soon after.
    /// @param provider whose bond; the only one it is paid to
    function releaseBond(address provider) external;

    /// @notice Trusts a provider for a kind, or no longer. Only for the governor. Setting what is set changes nothing.
    /// @param provider who; to be trusted it must be a provider of that kind that does not leave
    /// @param kind for what
    /// @param trusted whether it is trusted from now on
    function setTrusted(address provider, uint8 kind, bool trusted) external;

    /// @notice Hands the decision whom to trust to another account. Only for the governor.
    /// @param next who decides from now on; not zero
    function setGovernor(address next) external;

    /// @notice Who decides whom to trust: Governance, `0x…434d5406`, unless the genesis put another account into storage slot 0
    /// of this contract or a governor handed over. On a development chain the genesis names account 0.
    /// @return the account
    function governor() external view returns (address);

    /// @notice A provider's record.
    /// @param account who
    /// @return what it registered; all zero when it is not a provider
    function provider(address account) external view returns (ProviderRecord memory);

    /// @notice All that ever registered, in the order in which they first did; those that left have a bond of zero.
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return their records
    function providers(uint256 from, uint256 limit) external view returns (ProviderRecord[] memory);

    /// @notice How many ever registered.
    /// @return the length of the list `providers` shows
    function providerCount() external view returns (uint256);

    /// @notice All bonds this contract holds, those of leaving providers included.
    /// @return the sum, in wei
    function totalBonds() external view returns (uint256);

    /// @notice Whether governance trusts a provider for a kind, and it is bonded and does not leave.
    /// @param account who
    /// @param kind for what
    /// @return whether it is trusted now
    function isTrusted(address account, uint8 kind) external view returns (bool);

    /// @notice The providers governance trusts for a kind; those among them that leave do not count as trusted.
    /// @param kind which kind
    /// @return the accounts, at most `maxTrusted`
    function trustedFor(uint8 kind) external view returns (address[] memory);

    // -------------------------------------------------------------------------------------- wallets and recovery: functions

    /// @notice Registers a wallet of the caller's identity: who keeps it, its public key, what it is for.
    /// @dev Only the form of the key is checked, not that anybody holds it or that it lies on its curve.
    /// @param keeper the provider; zero when the person keeps it. It must be of kind 0 (wallet) and not leave; it is not asked
    /// @param keyType the curve of the key
    /// @param publicKey 33 bytes (compressed) for Secp256k1 and P256, 32 bytes for Ed25519
    /// @param purpose id of what it is for
    /// @return walletId its number
    function registerWallet(address keeper, KeyType keyType, bytes calldata publicKey, bytes32 purpose)
        external
        returns (uint256 walletId);

    /// @notice Gives a wallet of the caller's identity a new key.
    /// @param walletId the wallet; not revoked
    /// @param keyType the curve of the new key
    /// @param publicKey the new key, as in `registerWallet`
    function rotateKey(uint256 walletId, KeyType keyType, bytes calldata publicKey) external;

    /// @notice Revokes a wallet of the caller's identity for ever.
    /// @param walletId the wallet; not revoked
    function revokeWallet(uint256 walletId) external;

    /// @notice Names who may recover the caller's identity when its key is lost. Ends a recovery under way.
    /// @dev Made for a lost key. Whoever holds the key can change the delegate and cancel: a stolen key is answered by the
    /// attesters, who revoke.
    /// @param delegate who may start a recovery; zero for nobody
    /// @param delay seconds between the start and the end, within the bounds of `parameters`; 0 with the zero address
    function setRecovery(address delegate, uint256 delay) external;

    /// @notice Starts the recovery of an identity. Only for its delegate.
    /// @param identity what is recovered
    /// @param newController the account that is to act for it; a fresh one that acts for no other identity
    function startRecovery(address identity, address newController) external;

    /// @notice Calls a recovery off. For who acts for the identity, and for its delegate.
    /// @param identity what was to be recovered
    function cancelRecovery(address identity) external;

    /// @notice Takes over an identity once the delay is over. Only for the account named when the recovery started, which
    /// must have no wallets, records or grants of its own: from now on it acts for that identity, and no longer for itself.
    /// @param identity what is recovered
    function acceptRecovery(address identity) external;

    /// @notice A wallet.
    /// @param walletId its number
    /// @return the wallet; all zero when there is none
    function wallet(uint256 walletId) external view returns (Wallet memory);

    /// @notice The wallets of an identity, revoked ones included, oldest first.
    /// @param account the identity or who acts for it
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return their numbers
    function walletsOf(address account, uint256 from, uint256 limit) external view returns (uint256[] memory);

    /// @notice How an identity can be recovered, and whether that is under way.
    /// @param identity which identity
    /// @return the plan
    function recoveryOf(address identity) external view returns (RecoveryPlan memory);

    /// @notice Who acts for an identity.
    /// @param identity which identity
    /// @return the account: the identity itself unless it was recovered; zero for an account that acts for another identity
    function controllerOf(address identity) external view returns (address);

    /// @notice For which identity an account acts.
    /// @param account who
    /// @return the identity: itself unless it took one over; zero when another account acts for it since a recovery
    function identityOf(address account) external view returns (address);

    // ---------------------------------------------------------------------------------------------------- records: functions

    /// @notice Sets a commitment of the caller's identity, or updates it.
    /// @param recordId its name among the identity's records, as the owner chooses
    /// @param schema what kind of record; not zero, and fixed by the first call
    /// @param commitment the salted hash of the record; not zero
    function setRecord(bytes32 recordId, bytes32 schema, bytes32 commitment) external;

    /// @notice Takes a record of the caller's identity back.
    /// @param recordId its name
    function removeRecord(bytes32 recordId) external;

    /// @notice A record of an identity.
    /// @param account the identity or who acts for it
    /// @param recordId its name
    /// @return the record; all zero when there is none
    function recordOf(address account, bytes32 recordId) external view returns (RecordEntry memory);

    /// @notice The names of an identity's records, in no particular order.
    /// @param account the identity or who acts for it
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return their names
    function recordsOf(address account, uint256 from, uint256 limit) external view returns (bytes32[] memory);

    // ----------------------------------------------------------------------------------------------- attestations: functions

    /// @notice Says something about an identity, in place of what the caller said about it before under this schema. Only for
    /// providers that do not leave.
    /// @param subject the identity or who acts for it; not zero
    /// @param schema what kind of statement; not zero
    /// @param commitment the salted hash of what is said, or a public level; may be zero
    /// @param expiresAt the first second at which it no longer holds; 0 for never
    /// @param revocable whether it can be revoked alone and replaced; `revokeAllAttestations` ends it in any case
    /// @return uid its number
    function attest(address subject, bytes32 schema, bytes32 commitment, uint256 expiresAt, bool revocable)
        external
        returns (uint256 uid);

    /// @notice As `attest`, by the attester's signature over `Attest`, which anybody may present.
    /// @param attester who says it; the signer
    /// @param subject the identity or who acts for it; not zero
    /// @param schema what kind of statement; not zero
    /// @param commitment the salted hash of what is said, or a public level
    /// @param expiresAt the first second at which it no longer holds; 0 for never
    /// @param revocable whether it can be revoked alone and replaced
    /// @param deadline the last second at which the signature is good
    /// @param signature 65 bytes r, s, v
    /// @return uid its number
    function attestBySig(
        address attester,
        address subject,
        bytes32 schema,
        bytes32 commitment,
        uint256 expiresAt,
        bool revocable,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 uid);

    /// @notice Revokes an attestation of the caller. Possible after leaving too.
    /// @param uid its number
    function revokeAttestation(uint256 uid) external;

    /// @notice Revokes all the caller ever said, even what is not revocable alone: for a key that was stolen.
    function revokeAllAttestations() external;

    /// @notice An attestation as it was issued, and whether it was revoked.
    /// @param uid its number
    /// @return the attestation; all zero when there is none
    function attestation(uint256 uid) external view returns (Attestation memory);

    /// @notice Whether an attestation holds: neither expired, revoked nor replaced.
    /// @param uid its number
    /// @return whether it holds now
    function isValid(uint256 uid) external view returns (bool);

    /// @notice What attesters said about an identity, oldest first, including what no longer holds.
    /// @param account the identity or who acts for it
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return their numbers
    function attestationsOf(address account, uint256 from, uint256 limit) external view returns (uint256[] memory);

    /// @notice The gate for contracts that choose their attesters themselves: whether an attestation of this attester under this
    /// schema holds for the identity that `account` acts for.
    /// @dev Reads at most three slots. Says no for an identity that another account acts for since a recovery: pass the caller.
    /// @param account who wants to pass
    /// @param schema what kind of statement
    /// @param attester who must have said it; whether it still is a provider makes no difference
    /// @return whether it holds now
    function isAttested(address account, bytes32 schema, address attester) external view returns (bool);

    /// @notice The gate for contracts that leave the choice to governance: whether an attestation under this schema by a provider
    /// that is trusted for this kind holds for the identity that `account` acts for.
    /// @dev Looks at no more than `maxTrusted` providers, and stops at the first.
    /// @param account who wants to pass
    /// @param schema what kind of statement
    /// @param kind what the attester must be trusted for
    /// @return whether there is one now
    function hasTrusted(address account, bytes32 schema, uint8 kind) external view returns (bool);

    // ----------------------------------------------------------------------------------------------------- grants: functions

    /// @notice Opens data of the caller's identity to a client, for a purpose and a time.
    /// @param client who may read; not zero. For a dispute, the arbiter
    /// @param scopes hashes of the records or scopes that are open; 1 to `maxScopes`. Salt what must not be guessed
    /// @param purpose id of the use that is agreed to
    /// @param notBefore the first second at which it is active; in the past means now
    /// @param notAfter the first second at which it no longer is; at most `maxGrantPeriod` after it starts
    /// @return grantId its number
    function createGrant(
        address client,
        bytes32[] calldata scopes,
        bytes32 purpose,
        uint256 notBefore,
        uint256 notAfter
    ) external returns (uint256 grantId);

    /// @notice Takes a permission back, from this second on. For who acts for its subject.
    /// @param grantId the grant
    function revokeGrant(uint256 grantId) external;

    /// @notice As `revokeGrant`, by a signature over `RevokeGrant` of the account that acts for the subject; anybody may present
    /// it.
    /// @param grantId the grant
    /// @param deadline the last second at which the signature is good
    /// @param signature 65 bytes r, s, v
    function revokeGrantBySig(uint256 grantId, uint256 deadline, bytes calldata signature) external;

    /// @notice Writes down that data was read. For the grant's client, and for providers, while it is active. Nobody has to.
    /// @param grantId the grant
    /// @param dataHash salted hash of what was read
    function logAccess(uint256 grantId, bytes32 dataHash) external;

    /// @notice A grant.
    /// @param grantId its number
    /// @return the grant; all zero when there is none
    function grant(uint256 grantId) external view returns (Grant memory);

    /// @notice Whether a grant was, is or will be active at a time, as things stand.
    /// @dev Reads one slot.
    /// @param grantId the grant
    /// @param time the moment, in seconds since 1970
    /// @return whether `notBefore` <= `time` < `notAfter`; after a revocation it was active until then
    function isActive(uint256 grantId, uint256 time) external view returns (bool);

    /// @notice The grants an identity gave, oldest first, including those that are over.
    /// @param account the identity or who acts for it
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return their numbers
    function grantsOf(address account, uint256 from, uint256 limit) external view returns (uint256[] memory);

    /// @notice The grants a client was given, oldest first, including those that are over.
    /// @param client who may read
    /// @param from index of the first, from 0
    /// @param limit how many at most; up to 100
    /// @return their numbers
    function grantsTo(address client, uint256 from, uint256 limit) external view returns (uint256[] memory);

    // --------------------------------------------------------------------------------------------------------------- general

    /// @notice The nonce an account's next signature for this contract must have; each use raises it by one.
    /// @param account who signs
    /// @return the nonce
    function nonces(address account) external view returns (uint256);

    /// @notice The constants of this chain.
    /// @return the constants
    function parameters() external pure returns (Parameters memory);
}
