public import Foundation
import Identity
import Ledger

/// A new key, as `gridtally keygen` shows it.
public struct KeyReport: Codable, Sendable {
    public var file: String
    public var publicKey: String
}

/// A new genesis, as `gridtally genesis` shows it.
public struct GenesisReport: Codable, Sendable {
    public var file: String
    public var zone: String
    public var genesisHash: String
}

/// What is made once, before a zone or a box runs.
public enum Setup {
    public static func makeKey(at file: URL) throws -> KeyReport {
        KeyReport(file: file.path, publicKey: try KeyFile.generate(at: file).hex)
    }

    /// Makes a genesis of a zone file; an existing file is never replaced.
    public static func makeGenesis(zone: URL, out file: URL) throws -> GenesisReport {
        let genesis = try GenesisDocument.read(zone)
        do {
            try Data(genesis.encoded()).write(to: file, options: .withoutOverwriting)
        } catch {
            throw FileError(
                file, "cannot be written (\(error.localizedDescription))", "Choose another name; nothing is replaced.")
        }
        return GenesisReport(file: file.path, zone: genesis.zone, genesisHash: genesis.hash.hex)
    }
}
