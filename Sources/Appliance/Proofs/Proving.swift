import Consensus
import Contract
public import Foundation
import Ledger
import Metering
import Proofs
import Storage

/// Makes a bundle from a box's files, which it only reads; the service may run or not.
public struct Proving: Sendable {
    private let configuration: URL
    /// Executes the chain up to a reading's block, to show that the reading was booked.
    private let executes: Bool

    public init(configuration: URL, executes: Bool = false) {
        self.configuration = configuration
        self.executes = executes
    }

    /// Writes the bundle, once it is verified as anybody would verify it.
    ///
    /// - Parameter out: where to; nil for a name of its own in the current folder. An existing file is never replaced.
    public func run(_ request: ProofRequest, out: URL?) async throws -> ProofFileReport {
        let configuration = try BoxConfiguration(contentsOf: self.configuration)
        let genesis = try GenesisDocument.readEncoded(configuration.genesis)
        let store = try await ChainStore.open(
            directory: configuration.data.path, genesis: genesis, access: .readOnly)
        guard await store.tip.height > 0 else { throw ProofRequestError.absent("the chain has no block yet") }
        let source = try await ProofSource(store, genesis)
        let (bundle, name) = try await source.bundle(for: request, executes: self.executes)
        let bytes = bundle.encoded()
        let verdict = try ProofBundle.verify(bytes, genesis: genesis)
        let file = out ?? URL(fileURLWithPath: "\(name).proof")
        try FileError.create(file, Data(bytes))
        return ProofFileReport(
            file: file.path, bytes: bytes.count, facts: verdict.facts, sentences: verdict.sentences)
    }
}
