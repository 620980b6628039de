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
        self = answer.proven.map { .proven($0.mapValues(\.fact)) } ?? .refused
    }

    private struct Answer: Decodable {
        let proven: [String: Value]?
        let refused: String?
    }

    private struct Value: Decodable {
        let fact: ProofVerdict.Fact

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Bool.self) {
                self.fact = .boolean(value)
            } else if let value = try? container.decode(Int64.self) {
                self.fact = .integer(value)
            } else {
                self.fact = .text(try container.decode(String.self))
            }
        }
    }
}

extension [UInt8] {
    var hex: String { self.map { String(format: "%02x", $0) }.joined() }
}
