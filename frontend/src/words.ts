/** The few words that islands say by themselves; everything else is in the server's HTML. */
const zh = document.documentElement.lang.toLowerCase().startsWith("zh");

const WORDS = {
  next: ["下一步", "Next"],
  back: ["上一步", "Back"],
  change: ["修改", "Change"],
  step: ["第 {n} 步，共 {of} 步", "Step {n} of {of}"],
  nothing: ["没有填写", "Nothing given"],
  needed: ["请填写这一项。", "Please fill this in."],
  neededChoice: ["请选择一项。", "Please choose one."],
  tooLong: ["最多 {max} 个字，现在有 {now} 个。", "At most {max} characters; there are {now} now."],
  tooShort: ["至少 {min} 个字。", "At least {min} characters."],
  badMail: ["请填写有效的邮箱地址，例如 name@example.org。", "Give a valid e-mail address, such as name@example.org."],
  badPattern: ["这里的格式不对。", "This is not in the right form."],
  fix: ["还有 {n} 处要补充，已为您标出。", "{n} things still need you; they are marked."],
  fixOne: ["还有 1 处要补充，已为您标出。", "One thing still needs you; it is marked."],
  restored: ["已恢复您上次填写的内容。", "What you typed before has been restored."],
  startOver: ["清空重填", "Start over"],
  yes: ["是", "Yes"],
  aloud: ["读给我听", "Read aloud"],
  quiet: ["停止朗读", "Stop reading"],
  chosen: ["已选", "chosen"],
  copyCode: ["复制回执码", "Copy the code"],
  copied: ["已复制", "Copied"],
  print: ["打印", "Print"],
  matches: ["找到 {n} 个类别", "{n} categories found"],
  noMatches: ["没有找到，换个说法试试，或从下面选。", "None found; try other words or choose below."],
  sending: ["正在发送…", "Sending…"],
  picked: ["已选中 {n} 件", "{n} selected"],
  keysTitle: ["键盘快捷键", "Keyboard shortcuts"],
  keyMove: ["下一件 / 上一件", "Next / previous"],
  keySelect: ["选中或取消", "Select or unselect"],
  keyOpen: ["打开", "Open"],
  keySearch: ["搜索", "Search"],
  keyHelp: ["显示这个说明", "Show this help"],
  keysOn: ["使用快捷键", "Use shortcuts"],
  close: ["关闭", "Close"],
  mapLabel: ["地图", "Map"],
  mapFailed: ["这台设备显示不了地图。请用文字写明地点。", "This device cannot show the map. Please describe the place in words."],
  mapFailedShow: ["这台设备显示不了地图。", "This device cannot show the map."],
  pin: ["位置标记。用方向键移动，按住 Shift 移动更快。", "Pin of the place. Move it with the arrow keys, faster with Shift."],
  pinHint: ["点地图放下标记，也可以拖动。", "Tap the map to set the pin; you can drag it too."],
  middle: ["标在地图中央", "Pin the middle of the map"],
  device: ["用我的位置", "Use my position"],
  locating: ["正在定位…", "Finding your position…"],
  denied: ["您没有允许定位。请点地图，或写明地点。", "Your position was not shared. Tap the map or describe the place."],
  noPosition: ["定位没有成功。请点地图，或写明地点。", "Your position could not be found. Tap the map or describe the place."],
  deniedNear: ["您没有允许定位。可以拖动地图，或在下面选辖区。", "Your position was not shared. Move the map or choose an area below."],
  noPositionNear: ["定位没有成功。可以拖动地图，或在下面选辖区。", "Your position could not be found. Move the map or choose an area below."],
  pinAt: ["标记已放下：东经 {lon}，北纬 {lat}", "Pin set at {lat}, {lon}"],
  zoomIn: ["放大", "Zoom in"],
  zoomOut: ["缩小", "Zoom out"],
  open: ["查看", "Open"],
  inView: ["图中有 {n} 处", "{n} in view"],
  counted: ["{name}：{n} 件，{red} 件超期", "{name}: {n} open, {red} overdue"],
  loadFailed: ["没有取到数据，请稍后再试。", "The data could not be fetched; try again in a moment."],
  callWaiting: ["等待来电", "Waiting for a call"],
  callUnder: ["通话不到 1 分钟", "On the call for less than a minute"],
  callMinutes: ["通话 {n} 分钟", "On the call for {n} min"],
  callDanger: ["有危险：先告诉来电人拨打谁，按 F2 确认。", "There is danger: first tell the caller whom to phone, then confirm with F2."],
  uploading: ["正在上传…{n}%", "Uploading… {n} %"],
  uploaded: ["已添加 {n} 个文件", "{n} files added"],
  uploadedOne: ["已添加 1 个文件", "1 file added"],
  uploadFailed: ["没有传上去。请检查网络，再试一次。", "It was not uploaded. Check the connection and try again."],
  tooLarge: ["{name} 太大：照片最多 20 MB，视频最多 50 MB。", "{name} is too large: a photo may have 20 MB, a video 50 MB."],
  waitUpload: ["还在上传照片，传完就可以发送。", "Photos are still being uploaded; you can send as soon as they are there."],
  remove: ["删除", "Remove"],
  photoOf: ["照片 {n}", "Photo {n}"],
  placeKnown: ["这张照片里记着拍摄地点。", "This photo says where it was taken."],
  placeUse: ["用照片的地点", "Use the place of the photo"],
  placeUsed: ["已用照片的地点。", "The place of the photo is used."],
  addPhotos: ["添加照片或视频", "Add photos or a video"],
  cannotUse: ["无法使用", "cannot be used"],
  green: ["按期", "in time"],
  yellow: ["将到期", "due soon"],
  red: ["超期", "overdue"],
  grey: ["无时限", "no clock running"],
} as const;

export type Word = keyof typeof WORDS;

/** Return the words in the page's language, with {names} filled in. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text: string = WORDS[word][zh ? 0 : 1];
  return text.replace(/{(\w+)}/g, (_, name: string) => String(values[name] ?? ""));
}

const live = document.createElement("div");
live.className = "visually-hidden";
live.setAttribute("aria-live", "polite");

/** Tell readers of the screen something without moving the focus. */
export function announce(text: string): void {
  if (!live.isConnected) document.body.append(live);
  live.textContent = "";
  window.setTimeout(() => (live.textContent = text), 50);
}
