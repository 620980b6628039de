import TestKit

/// What the command line asks for.
struct Options {
    var seeds: ClosedRange<UInt64> = 1...100
    var validators = [4]
    var traced: UInt64?
    var signatures: Signatures?
    var workers = 2
    var stopsAtFirstFailure = false
    var listsHashes = false

    enum Signatures: String {
        case real
        case hashed
    }

    struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    static let usage = """
        usage: cluster-sim [--seeds A..B] [--validators N[,N…]] [--trace SEED] [--real-signatures | --hashed-signatures]
                           [--workers N] [--first-failure] [--hashes]

          --seeds A..B          which seeds to run (default 1..100)
          --validators N        how many validators; with several, seeds take turns (default 4)
          --trace SEED          runs one seed and prints all that happens
          --real-signatures     Ed25519 in every seed; without it in every hundredth
          --hashed-signatures   a keyed hash in every seed
          --workers N           seeds run at a time (default 2)
          --first-failure       ends with the first seed that fails
          --hashes              prints each seed's event hash
        """

    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--seeds": self.seeds = try Self.range(try Self.value(option, &rest))
            case "--validators":
                self.validators = try Self.value(option, &rest).split(separator: ",").map { (text) throws(UsageError) in
                    guard let count = Int(text), (1...32).contains(count) else {
                        throw UsageError(description: "--validators takes numbers from 1 to 32, found \(text)")
                    }
                    return count
                }
            case "--trace": self.traced = try Self.number(option, try Self.value(option, &rest))
            case "--workers":
                self.workers = Int(clamping: max(1, try Self.number(option, try Self.value(option, &rest))))
            case "--real-signatures": self.signatures = .real
            case "--hashed-signatures": self.signatures = .hashed
            case "--first-failure": self.stopsAtFirstFailure = true
            case "--hashes": self.listsHashes = true
            default: throw UsageError(description: "unknown option \(option)")
            }
        }
        guard !self.validators.isEmpty else { throw UsageError(description: "--validators takes at least one number") }
    }

    private static func value(_ option: String, _ rest: inout ArraySlice<String>) throws(UsageError) -> String {
        guard let value = rest.popFirst() else { throw UsageError(description: "\(option) takes a value") }
        return value
    }

    private static func number(_ option: String, _ text: some StringProtocol) throws(UsageError) -> UInt64 {
        guard let number = UInt64(text) else {
            throw UsageError(description: "\(option) takes a number, found \(text)")
        }
        return number
    }

    private static func range(_ text: String) throws(UsageError) -> ClosedRange<UInt64> {
        let ends = text.split(separator: ".", omittingEmptySubsequences: true)
        guard let first = ends.first, let last = ends.last, ends.count <= 2 else {
            throw UsageError(description: "--seeds takes a range like 1..2000, found \(text)")
        }
        let (lower, upper) = (try self.number("--seeds", first), try self.number("--seeds", last))
        guard lower <= upper else { throw UsageError(description: "--seeds takes a range that rises, found \(text)") }
        return lower...upper
    }

    /// With several numbers of validators, seeds take turns.
    func validators(for seed: UInt64) -> Int { self.validators[Int(seed % UInt64(self.validators.count))] }
}
