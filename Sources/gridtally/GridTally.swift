@main
enum GridTally { static func main() {} }
