import Foundation
import Proofs

/// What either verifier says of a bundle.
enum Judgement: Equatable {
    case proven([String: ProofVerdict.Fact])
    case refused

    init(_ bytes: [UInt8], _ zone: ProofZone) {
        do throws(ProofError) {
            self = .proven(try ProofBundle.verify(bytes, genesis: zone.genesis).facts)
        } catch {
            self = .refused
        }
    }

    /// A line of `verify_bundle.py --lines`.
    init(line: some StringProtocol) throws {
        let answer = try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
        self = answer.proven.map { .proven($0) } ?? .refused
    }

    private struct Answer: Decodable {
        let proven: [String: ProofVerdict.Fact]?
        let refused: String?
    }
}

extension [UInt8] {
    var hex: String { self.map { String(format: "%02x", $0) }.joined() }
}
