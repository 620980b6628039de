/// A profile that may be the right one for a device, with what speaks for and against it.
public struct ProfileCandidate: Hashable, Sendable {
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// The device itself names this model, by SunSpec, function 43/14 or 17, or a vendor's register.
        case proven
        /// What was read makes sense in this profile; compare with the display before it is used.
        case plausible
        /// Little speaks for it.
        case weak
        /// Something that was read cannot be of this model.
        case excluded
    }

    /// One thing that was found.
    public struct Evidence: Hashable, Sendable {
        public let text: String
        /// More than 0 speaks for the profile, less than 0 against it.
        public let points: Int

        public init(_ text: String, points: Int) {
            (self.text, self.points) = (text, points)
        }
    }

    public let profile: DeviceProfile
    public let verdict: Verdict
    /// 0 to 100.
    public let score: Int
    /// In the order in which it was found.
    public let evidence: [Evidence]
}
