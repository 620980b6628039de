/// The file of the safety tags is not what was written: nobody knows who works where, and nothing is switched.
struct DamagedTags: Error, Hashable, CustomStringConvertible {
    let file: String
    let found: String

    var description: String {
        "\(self.file) is damaged: \(self.found). Who works where is not known, and nothing is switched. \(Self.advice)"
    }

    /// Step by step. While the service runs, an absent file would count as no tags at all.
    static let advice = """
        Leave the file where it is until the service is stopped. Ask every crew of this box who works where. Then \
        `systemctl stop gridtally`, move the file aside and keep it, have each person place the tag again \
        (`gridtally tag add`, which needs no service), compare `gridtally tag list` with what the crews said, and \
        `systemctl start gridtally`.
        """
}
