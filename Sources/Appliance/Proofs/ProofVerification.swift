public import Foundation
import Proofs

/// Verifies a bundle offline: neither a box nor its chain is needed.
public enum ProofVerification {
    public static func run(_ file: URL, genesis: URL) throws -> ProofVerificationReport {
        let zone = try GenesisDocument.readEncoded(genesis)
        let bytes = try FileError.bytes(of: file, atMost: ProofBundle.maximumBytes)
        do throws(ProofError) {
            let verdict = try ProofBundle.verify(bytes, genesis: zone)
            return ProofVerificationReport(
                isProven: true, isDamaged: false, facts: verdict.facts, sentences: verdict.sentences)
        } catch {
            return ProofVerificationReport(
                isProven: false, isDamaged: error.isDamage, problem: error.description, facts: [:], sentences: [])
        }
    }
}
