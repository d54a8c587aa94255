interface NativeCurrency {
  readonly name: 'CyberMiles Token';
  readonly symbol: 'CMT';
  readonly decimals: 18;
}

/** The main network. It names no server: give your transport the URL of the node you trust. */
export declare const cybermiles: {
  readonly id: 4410708;
  readonly name: 'CyberMiles';
  readonly nativeCurrency: NativeCurrency;
  /** In milliseconds. */
  readonly blockTime: 500;
  readonly rpcUrls: { readonly default: { readonly http: readonly [] } };
};

/** The public test network. It names no server: give your transport the URL of the node you trust. */
export declare const cybermilesTestnet: {
  readonly id: 4410709;
  readonly name: 'CyberMiles Testnet';
  readonly nativeCurrency: NativeCurrency;
  /** In milliseconds. */
  readonly blockTime: 500;
  readonly rpcUrls: { readonly default: { readonly http: readonly [] } };
  readonly testnet: true;
};

/** A development chain on this machine, as `cybermiles dev` starts it. */
export declare const cybermilesDev: {
  readonly id: 1337;
  readonly name: 'CyberMiles Dev';
  readonly nativeCurrency: NativeCurrency;
  readonly rpcUrls: {
    readonly default: {
      readonly http: readonly ['http://127.0.0.1:8545'];
      readonly webSocket: readonly ['ws://127.0.0.1:8545'];
    };
  };
  readonly contracts: { readonly multicall3: { readonly address: '0xcA11bde05977b3631167028862bE2a173976CA11' } };
  readonly testnet: true;
};
