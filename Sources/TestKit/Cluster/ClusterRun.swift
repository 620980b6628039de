internal import Contract
package import Identity

/// What became of one seed.
package struct ClusterResult: Sendable {
    package let seed: UInt64
    /// Everything that happened, in 64 bits: equal for two runs of a seed.
    package let hash: UInt64
    /// The check that failed and what it found; nil where everything holds.
    package let failure: (check: String, text: String)?
    package let height: UInt64
    package let steps: Int
    /// Of virtual time.
    package let seconds: Double
}

/// Runs a cluster of the real consensus, ledger, contract and register from one seed, in virtual time.
package enum ClusterRun {
    /// One seed in this many has real signatures.
    package static let realSignatureShare: UInt64 = 100

    package static func signatures(for seed: UInt64) -> SignatureScheme {
        seed % self.realSignatureShare == 0 ? .ed25519 : .keyedHash
    }

    /// - Parameters:
    ///   - validators: 1 to 32.
    ///   - trace: gets a line for each thing that happens.
    package static func run(
        seed: UInt64, validators: Int, signatures: SignatureScheme? = nil, trace: ((String) -> Void)? = nil
    ) -> ClusterResult {
        (signatures ?? self.signatures(for: seed)).run {
            self.play(Plan(seed: seed, validators: validators), trace: trace)
        }
    }

    private static func play(_ plan: Plan, trace: ((String) -> Void)?) -> ClusterResult {
        let zone: SimulatedZone
        do {
            zone = try SimulatedZone(validatorCount: plan.validators)
        } catch {
            return ClusterResult(
                seed: plan.seed, hash: 0, failure: ("SETUP", "\(error)"), height: 0, steps: 0, seconds: 0)
        }
        let cluster = Cluster(plan: plan, zone: zone, trace: trace)
        trace?(plan.summary)
        var failure: (check: String, text: String)?
        do {
            try cluster.run()
            try cluster.judgeViews()
        } catch let violation as Violation {
            failure = (violation.check, violation.text)
        } catch {
            failure = ("ERROR", "\(error)")
        }
        return ClusterResult(
            seed: plan.seed, hash: cluster.hash.value, failure: failure, height: cluster.chainChecker.height,
            steps: cluster.steps, seconds: Double(cluster.now) / 1e9)
    }
}
