import CanonicalCBOR
import Consensus
import Identity
import Ledger
import Metering

/// Messages and records of the consensus from anywhere, and a validator that takes them.
enum ConsensusProperties {
    static func checkMessage(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let message = try? ConsensusMessage(decoding: bytes) else { return }
        try require(message.encoded() == bytes, "a message has two encodings")
    }

    static func checkRecord(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let record = try? ConsensusRecord(decoding: bytes) else { return }
        try require(record.encoded() == bytes, "a record has two encodings")
        _ = (record.epoch, record.view)
    }

    /// Four validators of which the fuzzer is three: it says anything that their keys can sign.
    static func checkCore(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard var bench = ConsensusBench() else { throw BrokenProperty("no validator to try") }
        var input = FuzzInput(bytes)
        try bench.run(&input)
    }
}
