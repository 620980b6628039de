extension LineRecord.Outcome {
    /// How an exchange without an answer ended, by what came in instead.
    public init(_ remains: RTUResponseFramer.Remains) {
        self =
            switch remains {
            case .nothing: .silent
            case .echoOnly: .echoOnly
            case .collision, .foreignRequest, .crowded: .collision
            case .damagedAnswer: .damaged
            case .noise: .noise
            }
    }
}
