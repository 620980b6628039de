import Identity
import Ledger
import TestSupport
import Testing

@testable import Appliance

@Suite("Questions between peers") struct PeerProtocolTests {
    static let allQuestions: [PeerQuestion] = [
        .tip, .blocks(from: 1, credit: 0), .blocks(from: .max, credit: .max), .submit([1, 2, 3]), .deliver([4]),
        .snapshot, .piece(of: .sha256([3]), from: 0, credit: .max), .piece(of: .zero, from: .max, credit: 0),
    ]
    static let allAnswers: [PeerAnswer] = [
        .tip(TipNotice(height: 9, hash: .sha256([2]))), .range(nil), .range([1, 2, 3]), .accepted, .refused("no"),
        .snapshot(nil), .snapshot(SnapshotOffer(height: 7, head: .sha256([4]))), .piece(nil),
        .piece(SnapshotPiece(total: .max, bytes: [1, 2])),
    ]

    @Test("every question and answer comes back as it was", arguments: PeerProtocolTests.allQuestions)
    func questions(_ question: PeerQuestion) throws {
        #expect(try PeerQuestion(decoding: question.encoded()) == question)
    }

    @Test("every answer comes back as it was", arguments: PeerProtocolTests.allAnswers)
    func answers(_ answer: PeerAnswer) throws {
        #expect(try PeerAnswer(decoding: answer.encoded()) == answer)
    }

    @Test("mangled bytes are refused or read, and never a crash", arguments: 0..<200)
    func mangled(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bytes =
            (Self.allQuestions.map { $0.encoded() } + Self.allAnswers.map { $0.encoded() })
            .randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            }
        }
        let question = try? PeerQuestion(decoding: bytes)
        let answer = try? PeerAnswer(decoding: bytes)
        // One value, one byte string: what is read encodes to the same bytes.
        if let question { #expect(question.encoded() == bytes) }
        if let answer { #expect(answer.encoded() == bytes) }
    }

    @Test("what became of a transaction is remembered for a while, not for ever")
    func outcomes() {
        var outcomes = TransactionOutcomes()
        let ids = (0..<25_000).map { Digest.sha256([UInt8($0 & 255), UInt8($0 >> 8)]) }
        for (index, id) in ids.enumerated() { outcomes.record(id, .init(height: UInt64(index), failure: nil)) }
        #expect(outcomes[ids[24_999]]?.height == 24_999)
        #expect(outcomes[ids[5_000]]?.height == 5_000)
        #expect(outcomes[ids[4_999]] == nil)
    }
}
