// `Uint8Array.prototype.toBase64` of newer runtimes, which Node 20 does not have. @bufbuild/protobuf uses it where it is there
// when the library is loaded; its own way makes a string for each character, 3 GB for a field of 60 MB.

interface Base64Options {
  readonly alphabet?: 'base64' | 'base64url';
  readonly omitPadding?: boolean;
}

if (!('toBase64' in Uint8Array.prototype)) {
  Object.defineProperty(Uint8Array.prototype, 'toBase64', {
    value: function toBase64(
      this: Uint8Array,
      { alphabet = 'base64', omitPadding = false }: Base64Options = {},
    ): string {
      const text = Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString(alphabet);
      // Buffer pads one alphabet and not the other.
      const bare = text.replace(/=+$/, '');
      return omitPadding ? bare : bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
    },
    configurable: true,
    writable: true,
  });
}
