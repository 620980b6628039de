public import CanonicalCBOR

extension CBORFields {
    public mutating func digest(_ name: String) throws(CBORError) -> Digest {
        try self.read(name) { value throws(CBORError) in try Digest(cbor: value) }
    }

    public mutating func publicKey(_ name: String) throws(CBORError) -> PublicKey {
        try self.read(name) { value throws(CBORError) in try PublicKey(cbor: value) }
    }

    public mutating func signature(_ name: String) throws(CBORError) -> Signature {
        try self.read(name) { value throws(CBORError) in try Signature(cbor: value) }
    }
}

extension Digest {
    /// A byte string of 32 bytes.
    public var cbor: CBOR { .bytes(self.bytes) }

    public init(cbor: CBOR) throws(CBORError) {
        guard case .bytes(let bytes) = cbor, let digest = Digest(bytes: bytes) else {
            throw .mismatch(expected: "hash of 32 bytes", found: cbor.kind.rawValue)
        }
        self = digest
    }
}

extension PublicKey {
    /// A byte string of 32 bytes.
    public var cbor: CBOR { .bytes(self.bytes) }

    public init(cbor: CBOR) throws(CBORError) {
        guard case .bytes(let bytes) = cbor, let key = PublicKey(bytes: bytes) else {
            throw .mismatch(expected: "public key of 32 bytes", found: cbor.kind.rawValue)
        }
        self = key
    }
}

extension Signature {
    /// A byte string of 64 bytes.
    public var cbor: CBOR { .bytes(self.bytes) }

    public init(cbor: CBOR) throws(CBORError) {
        guard case .bytes(let bytes) = cbor, let signature = Signature(bytes: bytes) else {
            throw .mismatch(expected: "signature of 64 bytes", found: cbor.kind.rawValue)
        }
        self = signature
    }
}
