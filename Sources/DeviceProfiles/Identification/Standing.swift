/// How a profile stands while its device is being identified.
struct Standing: Sendable {
    let profile: DeviceProfile
    private(set) var evidence: [ProfileCandidate.Evidence] = []
    private(set) var isProven = false
    private(set) var isExcluded = false

    init(profile: DeviceProfile) { self.profile = profile }

    mutating func note(_ text: String, _ points: Int, proves: Bool = false) {
        self.evidence.append(.init(text, points: points))
        if proves { self.isProven = true }
    }

    mutating func exclude(_ text: String) {
        self.evidence.append(.init(text, points: -100))
        self.isExcluded = true
    }

    var points: Int { self.evidence.reduce(0) { $0 + $1.points } }

    var candidate: ProfileCandidate {
        let score = self.isExcluded ? 0 : min(100, max(0, self.points))
        let verdict: ProfileCandidate.Verdict =
            self.isExcluded ? .excluded : self.isProven && score >= 40 ? .proven : score >= 20 ? .plausible : .weak
        return ProfileCandidate(profile: self.profile, verdict: verdict, score: score, evidence: self.evidence)
    }
}
