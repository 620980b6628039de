/// One entry point for input from outside, with the properties that hold for every input.
///
/// The fuzzer and the tests run the same targets; a trap, a hang or a ``BrokenProperty`` is a fault of the product.
public struct FuzzTarget: Sendable {
    /// Name of its folder in `Fuzz/Corpus`.
    public let name: String
    /// - Throws: ``BrokenProperty``.
    public let check: @Sendable ([UInt8]) throws(BrokenProperty) -> Void

    public init(_ name: String, _ check: @escaping @Sendable ([UInt8]) throws(BrokenProperty) -> Void) {
        self.name = name
        self.check = check
    }

    /// The targets of the pure rooms.
    public static let rooms: [FuzzTarget] = [
        FuzzTarget("rtu-response-framer", ResponseFramerProperties.check),
        FuzzTarget("rtu-request-framer", RequestFramerProperties.check),
        FuzzTarget("tcp-framer", TCPFramerProperties.check),
        FuzzTarget("profile-loader", ProfileProperties.check),
        FuzzTarget("consensus-message", ConsensusProperties.checkMessage),
        FuzzTarget("consensus-record", ConsensusProperties.checkRecord),
        FuzzTarget("consensus-core", ConsensusProperties.checkCore),
        FuzzTarget("transaction", LedgerProperties.checkTransaction),
        FuzzTarget("finalized-block", LedgerProperties.checkBlock),
        FuzzTarget("proof-bundle", ProofProperties.checkBundle),
    ]
}
