public import Foundation
import Identity
import Ledger
import Storage

/// What `gridtally ledger verify` found.
public struct LedgerReport: Codable, Sendable {
    public var blocks: UInt64
    public var transactions: UInt64
    public var stateRoot: String
    /// What does not hold; nil where everything does.
    public var problem: String?
}

/// Executes a stored chain again from its genesis.
public enum LedgerVerification {
    /// Reads the files only; the service may run.
    public static func run(configuration file: URL) async throws -> LedgerReport {
        let configuration = try BoxConfiguration(contentsOf: file)
        let genesis = try GenesisDocument.readEncoded(configuration.genesis)
        let store = try await ChainStore.open(
            directory: configuration.data.path, genesis: genesis, access: .readOnly)
        let report = try await store.verify()
        return LedgerReport(
            blocks: report.goodThrough, transactions: report.transactions, stateRoot: report.stateRoot.hex,
            problem: report.problem)
    }
}
