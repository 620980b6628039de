import Foundation
import Identity
import Ledger

/// A twin of a validator: the same key in another process, which contradicts the real one in every view that it hears of.
///
/// Usage: `gridtally-twin KEY GENESIS PRINCIPAL PEER…`, each peer as `PUBLIC-KEY,PUBLISH,CATCH-UP`. Runs until it is ended.
let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 4 else {
    FileHandle.standardError.write(Data("usage: gridtally-twin KEY GENESIS PRINCIPAL PEER…\n".utf8))
    exit(2)
}
do {
    try await Twin(arguments: Array(arguments)).run()
} catch {
    FileHandle.standardError.write(Data("gridtally-twin: \(error)\n".utf8))
    exit(1)
}
